"""Queue uploads for the worker: create, accept, discard, retry and clean up imports."""

from datetime import datetime, timedelta
from functools import partial

from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.imports.rows.report import Outcome
from catalog.models.catalogue_import import BEGINS_AS, RUNNING, CatalogueImport, ImportState
from catalog.models.import_format import ImportFormat
from catalog.models.users import AnyUser
from catalog.uploads.files import delete_unclaimed_files, delete_upload_files
from catalog.uploads.lease import STALE_AFTER
from catalog.uploads.tasks import check_import, write_import
from jobs.tasks import do_each

KEPT_FOR = timedelta(days=30)
MAX_RUNS = 5
CUT_SHORT = (
    "The import failed {runs} times and was stopped. Rows already written are kept. If uploading "
    "the file again does not help, it may be too big: split it into parts."
)
TASKS = {
    ImportState.UPLOADED: check_import,
    ImportState.CHECKING: check_import,
    ImportState.ACCEPTED: write_import,
    ImportState.WRITING: write_import,
}


class RowsRefused(Exception):
    """Rows are refused, and the editor has not agreed to write the others without them."""


def create_upload(
    *,
    author: AnyUser,
    file: File,
    pictures: File | None,
    format: str,  # noqa: A002 (the model field's name)
    drafts_only: bool,
    untracked_stock: int | None = None,
) -> CatalogueImport:
    """Store the files and queue their check."""
    upload = CatalogueImport(
        author=author,  # type: ignore[misc]  # the model of `accounts`, see AnyUser
        file_name=file.name or "",
        pictures_name=pictures.name or "" if pictures else "",
        format=format,
        drafts_only=drafts_only,
        untracked_stock=untracked_stock,
    )
    # Before the transaction, so that a big file does not block other writers.
    upload.file.save(upload.file_name, file, save=False)
    if pictures:
        upload.pictures.save(upload.pictures_name, pictures, save=False)
    with transaction.atomic():
        upload.save()
        transaction.on_commit(partial(check_import.enqueue, upload.pk))
    return upload


def needs_consent(upload: CatalogueImport) -> bool:
    """Whether a file in our own format has refused rows, which should be corrected first."""
    refused = upload.checked_report.get("counts", {}).get(Outcome.REFUSED, 0)
    return upload.format == ImportFormat.AUTOVISE and refused > 0


def accept(upload: CatalogueImport, *, skips_refused: bool) -> bool:
    """Queue the import for writing. Return False if it is not waiting for that (any more).

    Raise RowsRefused if rows are refused and `skips_refused` is False.
    """
    if needs_consent(upload) and not skips_refused:
        raise RowsRefused
    values = {"queued_at": timezone.now(), "rows_done": 0, "run": 0}
    with transaction.atomic():
        accepted = CatalogueImport.objects.filter(pk=upload.pk).move(ImportState.ACCEPTED, **values)
        if accepted:
            transaction.on_commit(partial(write_import.enqueue, upload.pk))
    return accepted


def discard(upload: CatalogueImport) -> bool:
    """Discard the import before it is written. Return False if it is too late."""
    discarded = CatalogueImport.objects.filter(pk=upload.pk).move(
        ImportState.DISCARDED, finished_at=timezone.now()
    )
    if discarded:
        delete_upload_files(upload)
    return discarded


def resume_imports() -> None:
    """Queue imports again that the worker never began or that stopped because it was killed."""
    now = timezone.now()
    before = now - STALE_AFTER
    silent = CatalogueImport.objects.filter(
        Q(state__in=BEGINS_AS) | Q(state__in=RUNNING, heartbeat_at__lt=before)
    )
    reason = CUT_SHORT.format(runs=MAX_RUNS)
    silent.filter(run__gte=MAX_RUNS, state__in=RUNNING).move(
        ImportState.FAILED, failed_reason=reason, finished_at=now
    )
    overdue = silent.filter(queued_at__lt=before)
    do_each("import", overdue.order_by("queued_at"), partial(_queue_again, overdue, now))


def _queue_again(overdue: QuerySet, now: datetime, upload: CatalogueImport) -> None:
    """Store the time and the task in one transaction."""
    with transaction.atomic():
        if overdue.filter(pk=upload.pk, state=upload.state).update(queued_at=now):
            TASKS[ImportState(upload.state)].enqueue(upload.pk)


def clean_up_imports() -> None:
    """Discard imports that were never accepted, and delete the files of ended ones."""
    old = CatalogueImport.objects.filter(uploaded_at__lt=timezone.now() - KEPT_FOR)
    old.move(ImportState.DISCARDED, finished_at=timezone.now())
    ended = CatalogueImport.objects.ended().exclude(file="", pictures="")
    do_each("files of import", ended, delete_upload_files)
    delete_unclaimed_files()
