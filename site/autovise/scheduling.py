"""Publishing what is due. Wagtail's own command stops at the first page that cannot be published;
here that page is reported, and the rest go live (DESIGN, law 2)."""

import logging

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.models import Page, Revision

log = logging.getLogger(__name__)


def publish_scheduled() -> None:
    """Unpublish the pages whose time is over, and publish the revisions whose time has come."""
    now = timezone.now()
    for page in Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at"):
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    for revision in due:
        _publish(revision)


def _publish(revision: Revision) -> None:
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except (ValidationError, DatabaseError) as error:
        log.error("“%s” cannot be published as scheduled: %s", revision.object_str, error)
