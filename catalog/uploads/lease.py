"""Lease of one import: which run may work on it, its heartbeat and its end."""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from catalog.imports.files.rows import FileRefused
from catalog.imports.rows.report import RowPlan
from catalog.models.catalogue_import import BEGINS_AS, ENDED, CatalogueImport, ImportState
from catalog.uploads.author import PermissionLost
from catalog.uploads.files import delete_upload_files
from jobs.tasks import SERVICE_ERRORS

STALE_AFTER = timedelta(minutes=2)
PROGRESS_EVERY_SECONDS = 1
REFUSALS = (FileRefused, PermissionLost)
# Database or file storage are unavailable or busy; `resume_imports` tries again.
TRANSIENT_ERRORS = SERVICE_ERRORS
INTERNAL_ERROR = (
    "An error occurred in the shop, not in your file; it is logged as import {pk}. Rows already "
    "written are kept. Upload the file again: they will not be changed."
)

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """The import was discarded or taken over by another worker; this run must stop."""


def begin(pk: int, waiting: ImportState) -> CatalogueImport | None:
    """Start a run of the import and return it.

    Return None if another worker has it, if it is done, or if another import is being written.
    """
    running, now = BEGINS_AS[waiting], timezone.now()
    is_stale = Q(state=running, heartbeat_at__lt=now - STALE_AFTER)
    due = CatalogueImport.objects.filter(Q(state=waiting) | is_stale, pk=pk)
    try:
        with transaction.atomic():
            begun = due.update(state=running, heartbeat_at=now, run=F("run") + 1)
    except IntegrityError:
        return None
    return CatalogueImport.objects.select_related("author").get(pk=pk) if begun else None


class Run:
    """Run of an import. Each update raises LeaseLost if the run does not hold the import any more.

    As a context manager it fails the import on errors: a refusal is stored as the reason and
    suppressed; any other error is logged and re-raised.
    """

    def __init__(self, upload: CatalogueImport) -> None:
        self.upload = upload
        self._held = CatalogueImport.objects.filter(
            pk=upload.pk, state=upload.state, run=upload.run
        )

    def update(self, **values: Any) -> None:
        if not self._held.update(heartbeat_at=timezone.now(), **values):
            raise LeaseLost

    def watch(self, plans: Iterator[RowPlan]) -> Iterator[RowPlan]:
        """Pass the plans through, and store the number of rows done."""
        updated_at = time.monotonic()
        for rows, plan in enumerate(plans, start=1):
            yield plan
            if time.monotonic() - updated_at >= PROGRESS_EVERY_SECONDS:
                self.update(rows_done=rows)
                updated_at = time.monotonic()

    def finish(self, to: ImportState, **values: Any) -> None:
        if to in ENDED:
            values["finished_at"] = timezone.now()
        if not self._held.move(to, **values):
            raise LeaseLost
        if to in ENDED:
            delete_upload_files(self.upload)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if isinstance(error, LeaseLost):
            log.info("%s: run %s lost its lease", self.upload, self.upload.run)
            return True
        if isinstance(error, REFUSALS):
            self._fail(str(error))
            return True
        if isinstance(error, TRANSIENT_ERRORS):
            log.warning("%s will be retried: %r", self.upload, error)
        elif isinstance(error, Exception):
            log.error("%s failed: %r", self.upload, error)
            self._fail(INTERNAL_ERROR.format(pk=self.upload.pk))
        return False

    def _fail(self, reason: str) -> None:
        """Mark the import as failed, unless another run has taken it over."""
        values = {"failed_reason": reason, "finished_at": timezone.now()}
        if self._held.move(ImportState.FAILED, **values):
            delete_upload_files(self.upload)
