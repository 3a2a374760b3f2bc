"""Scheduled changes of a page: at most one; scheduling another replaces it.

The rule is in docs/design.md, Publishing.

Wagtail locks a page until its scheduled change is live, which may take weeks. Here it stays
editable, with a notice about the schedule.
"""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from wagtail.locks import ScheduledForPublishLock

from catalog.models.users import AnyUser


def date_text(moment: datetime) -> str:
    """Format a time in London's time zone: “3 May 2027, 00:30”."""
    return date_format(localtime(moment), "j F Y, H:i")


class OneScheduledChange(ScheduledForPublishLock):
    """Lock that locks no user. It shows Wagtail's schedule notice with its cancel button."""

    def for_user(self, user: AnyUser) -> bool:
        return False

    def get_message(self, user: AnyUser) -> str:
        return format_html(
            "<b>A change to this page is scheduled for {}.</b> Publishing or scheduling another "
            "change replaces it.",
            date_text(self.object.scheduled_revision.approved_go_live_at),
        )

    def get_icon(self, user: AnyUser) -> str:
        return "calendar-alt"

    def get_locked_by(self, user: AnyUser) -> str:
        return "Scheduled, can be edited"

    def get_description(self, user: AnyUser) -> str:
        return "Publishing or scheduling another change replaces the scheduled one."
