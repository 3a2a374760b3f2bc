"""Pages whose documents in the search engine are outdated."""

from datetime import timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

# A claim older than this is ignored: its process was killed.
UPDATE_MAY_TAKE = timedelta(minutes=5)
REBUILD_MAY_TAKE = timedelta(hours=1)
# The key of no page. While its row is claimed, `update_index` fills a new index.
REBUILD = 0


class EngineUpdateQuerySet(models.QuerySet["EngineUpdate"]):
    def unclaimed(self) -> Self:
        """Updates that no process is writing."""
        stuck_since = timezone.now() - UPDATE_MAY_TAKE
        return self.exclude(pk=REBUILD).filter(Q(claimed_at=None) | Q(claimed_at__lt=stuck_since))

    def begin_rebuild(self) -> None:
        """Let all updates wait: the new index may contain pages as they were before a change."""
        self.update_or_create(pk=REBUILD, defaults={"claimed_at": timezone.now()})

    def end_rebuild(self) -> None:
        self.filter(pk=REBUILD).delete()

    def is_rebuilding(self) -> bool:
        stuck_since = timezone.now() - REBUILD_MAY_TAKE
        return self.filter(pk=REBUILD, claimed_at__gte=stuck_since).exists()


class EngineUpdate(models.Model):
    """A page to write to the search engine, or to remove from it if it is gone or not live.

    Stored with the change of the page, and deleted once the engine has it. There is at most one for
    a page. `change` is new with each change: an update that was read before a change leaves its row
    in place. The page is no foreign key, because it may be deleted.
    """

    page_id = models.BigIntegerField("key of the page", primary_key=True)
    change = models.UUIDField(default=uuid4)
    claimed_at = models.DateTimeField(null=True, blank=True)

    objects = EngineUpdateQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"page {self.page_id}"
