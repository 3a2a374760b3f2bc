"""What the shop as a whole adds to the Wagtail admin."""

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from autovise.publish_scheduled import FAILED


@hooks.register("register_log_actions")
def name_failed_schedules(actions):
    @actions.register_action(FAILED)
    class FailedScheduleFormatter(LogFormatter):
        label = "Scheduled publishing failed"

        def format_message(self, log_entry):
            due_at = localtime(parse_datetime(log_entry.data["due_at"]))
            return (
                f"Could not go live on {due_at:%-d %B %Y at %H:%M}, and is off the schedule. "
                f"{log_entry.data['reason']} Mend it, then publish or schedule it again."
            )
