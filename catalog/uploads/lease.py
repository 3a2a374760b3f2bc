"""The worker's hold on one import: who begins it, its heartbeat, and how it ends."""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from catalog.imports.files.rows import FileRefused
from catalog.imports.rows.report import RowPlan
from catalog.models.catalogue_import import BEGINS_AS, ENDED, CatalogueImport, ImportState
from catalog.uploads.author import MayNotWrite
from catalog.uploads.files import drop_files

STALE_AFTER = timedelta(minutes=2)
TELLS_EVERY_SECONDS = 1
REFUSALS = (FileRefused, MayNotWrite)
PASSES = (OperationalError, InterfaceError)  # the database is away or busy: the clock tries again
WENT_WRONG = (
    "Something went wrong in the shop, not in your file; it is noted as import {pk}. What was "
    "written stays. Upload the file again: what is there already is left as it is."
)

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """The import was discarded, or another worker has taken it up: this run may not go on."""


def begin(pk: int, waiting: ImportState) -> CatalogueImport | None:
    """None when there is nothing to begin: another worker is at it, it is done, or it must wait
    because another import is being written."""
    running, now = BEGINS_AS[waiting], timezone.now()
    stands_still = Q(state=running, heartbeat_at__lt=now - STALE_AFTER)
    due = CatalogueImport.objects.filter(Q(state=waiting) | stands_still, pk=pk)
    try:
        with transaction.atomic():
            begun = due.update(state=running, heartbeat_at=now, run=F("run") + 1)
    except IntegrityError:
        return None
    return CatalogueImport.objects.select_related("author").get(pk=pk) if begun else None


class Run:
    """Each of its updates asks whether the import is still in its hands, and raises LeaseLost.

    As a context it ends what cannot be finished: a refusal is answered, any other error is noted
    with the import and goes on its way.
    """

    def __init__(self, upload: CatalogueImport):
        self.upload = upload
        self._held = CatalogueImport.objects.filter(
            pk=upload.pk, state=upload.state, run=upload.run
        )

    def tell(self, **facts) -> None:
        if not self._held.update(heartbeat_at=timezone.now(), **facts):
            raise LeaseLost

    def watch(self, plans: Iterator[RowPlan]) -> Iterator[RowPlan]:
        """Hands the rows on, and tells how many there were."""
        told_at = time.monotonic()
        for rows, plan in enumerate(plans, start=1):
            yield plan
            if time.monotonic() - told_at >= TELLS_EVERY_SECONDS:
                self.tell(rows_done=rows)
                told_at = time.monotonic()

    def finish(self, to: ImportState, **facts) -> None:
        if to in ENDED:
            facts["finished_at"] = timezone.now()
        if not self._held.move(to, **facts):
            raise LeaseLost
        if to in ENDED:
            drop_files(self.upload)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace) -> bool:
        if isinstance(error, LeaseLost):
            log.info("%s: run %s was overtaken", self.upload, self.upload.run)
            return True
        if isinstance(error, REFUSALS):
            self._fail(str(error))
            return True
        if isinstance(error, PASSES):
            log.warning("%s is taken up again: %r", self.upload, error)
        elif isinstance(error, Exception):
            log.error("%s failed: %r", self.upload, error)
            self._fail(WENT_WRONG.format(pk=self.upload.pk))
        return False

    def _fail(self, reason: str) -> None:
        """Unless it is in other hands by now, whose it is to say how it ends."""
        facts = {"failed_reason": reason, "finished_at": timezone.now()}
        if self._held.move(ImportState.FAILED, **facts):
            drop_files(self.upload)
