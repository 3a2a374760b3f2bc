"""A page holds one scheduled change at a time: scheduling another replaces it
(docs/design.md, Publishing).

Wagtail shuts everybody out of a page until its change is live, which may be weeks. Here it stays
open, and the editor is told what becomes of the schedule.
"""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from wagtail.locks import ScheduledForPublishLock


def date_text(moment: datetime) -> str:
    """As the clock on the wall in London says it: “3 May 2027, 00:30”."""
    return date_format(localtime(moment), "j F Y, H:i")


class OneScheduledChange(ScheduledForPublishLock):
    """No lock, but Wagtail's place for telling about the schedule, with its button to cancel it."""

    def for_user(self, user):
        return False

    def get_message(self, user):
        return format_html(
            "<b>A change of this page goes live on {}.</b> A page holds one scheduled change: "
            "publishing or scheduling another takes its place.",
            date_text(self.object.scheduled_revision.approved_go_live_at),
        )

    def get_icon(self, user):
        return "calendar-alt"

    def get_locked_by(self, user):
        return "Scheduled, and open for editing"

    def get_description(self, user):
        return "Publishing or scheduling takes the place of what is scheduled."
