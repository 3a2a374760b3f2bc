"""Log actions of the site in the Wagtail admin."""

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry

from autovise.publish_scheduled import FAILED


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Register the log entry of a failed scheduled publication."""

    @actions.register_action(FAILED)
    class FailedScheduleFormatter(LogFormatter):
        label = "Scheduled publishing failed"

        def format_message(self, log_entry: BaseLogEntry) -> str:
            due_at = localtime(parse_datetime(log_entry.data["due_at"]))
            return (
                f"Not published on {due_at:%-d %B %Y at %H:%M}, and no longer scheduled. "
                f"{log_entry.data['reason']} Correct it, then publish or schedule it again."
            )
