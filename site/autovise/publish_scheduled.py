"""Publish and unpublish scheduled pages.

Wagtail's own command stops at the first page that cannot be published. Here such a page is logged
once and unscheduled, and the others are published (docs/design.md, law 2).
"""

import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as write_history
from wagtail.models import Page, Revision

from jobs.tasks import do_each

log = logging.getLogger(__name__)

FAILED = "autovise.schedule_failed"


def publish_scheduled() -> None:
    """Unpublish expired pages and publish revisions that are due."""
    now = timezone.now()
    ended = Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
    do_each("scheduled end of page", ended, _unpublish)
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    do_each("scheduled revision", due, _publish)


@transaction.atomic
def _unpublish(page: Page) -> None:
    """Unpublish the page, unless another clock did or its end was changed meanwhile."""
    locked = Page.objects.select_for_update(no_key=True)
    if due := locked.filter(pk=page.pk, live=True, expire_at=page.expire_at).first():
        due.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(revision: Revision) -> None:
    """Publish the revision, unless another clock did or its schedule was changed meanwhile."""
    locked = Revision.objects.select_for_update(no_key=True)
    try:
        with transaction.atomic():
            due = locked.filter(
                pk=revision.pk, approved_go_live_at=revision.approved_go_live_at
            ).first()
            if due:
                due.publish(log_action="wagtail.publish.scheduled")
    except ValidationError as error:
        _unschedule(revision, " ".join(error.messages))


def _unschedule(revision: Revision, reason: str) -> None:
    """Cancel the schedule and log the reason in the page's history: an editor must correct it."""
    log.error(
        "“%s” (page %s, revision %s) cannot be published as scheduled: %s",
        revision.object_str,
        revision.object_id,
        revision.pk,
        reason,
    )
    due_at = revision.approved_go_live_at
    with transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        write_history(
            revision.content_object,
            FAILED,
            revision=revision,
            data={"reason": reason, "due_at": due_at.isoformat()},
        )
