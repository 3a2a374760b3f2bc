"""From the upload to the worker: taking files in, asking for them to be written, giving them up."""

from datetime import datetime, timedelta
from functools import partial

from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.imports.rows.report import Outcome
from catalog.imports.sources import OWN
from catalog.models.catalogue_import import BEGINS_AS, RUNNING, CatalogueImport, ImportState
from catalog.uploads.files import drop_files, drop_unclaimed_files
from catalog.uploads.lease import STALE_AFTER
from catalog.uploads.tasks import check_import, write_import
from jobs.failures import do_each

KEPT_FOR = timedelta(days=30)
MAX_RUNS = 5
CUT_SHORT = (
    "It was cut short {runs} times, and is not tried again. What was written stays. If uploading "
    "the file again does not help, it may be too big for this shop: try it in parts."
)
TASKS = {
    ImportState.UPLOADED: check_import,
    ImportState.CHECKING: check_import,
    ImportState.ACCEPTED: write_import,
    ImportState.WRITING: write_import,
}


class RowsRefused(Exception):
    """Rows are refused, and nobody said that the others are to be written all the same."""


def take_in(
    *,
    author,
    file: File,
    pictures: File | None,
    format: str,  # noqa: A002 (what everybody calls it)
    drafts_only: bool,
    untracked_stock: int | None = None,
) -> CatalogueImport:
    """Keep the files, and have them checked."""
    upload = CatalogueImport(
        author=author,
        file_name=file.name,
        pictures_name=pictures.name if pictures else "",
        format=format,
        drafts_only=drafts_only,
        untracked_stock=untracked_stock,
    )
    # Before the transaction: nobody waits while a big file is put in its place.
    upload.file.save(file.name, file, save=False)
    if pictures:
        upload.pictures.save(pictures.name, pictures, save=False)
    with transaction.atomic():
        upload.save()
        transaction.on_commit(partial(check_import.enqueue, upload.pk))
    return upload


def needs_consent(upload: CatalogueImport) -> bool:
    """Whether rows are refused of a file that was written for us, and so ought to be put right."""
    refused = upload.checked_report.get("counts", {}).get(Outcome.REFUSED, 0)
    return upload.format == OWN and refused > 0


def accept(upload: CatalogueImport, *, skips_refused: bool) -> bool:
    """Have it written. False when it is not waiting for that (any more): it is written once."""
    if needs_consent(upload) and not skips_refused:
        raise RowsRefused
    facts = {"queued_at": timezone.now(), "rows_done": 0, "run": 0}
    with transaction.atomic():
        accepted = CatalogueImport.objects.filter(pk=upload.pk).move(ImportState.ACCEPTED, **facts)
        if accepted:
            transaction.on_commit(partial(write_import.enqueue, upload.pk))
    return bool(accepted)


def discard(upload: CatalogueImport) -> bool:
    """Give it up, before it is written. False when it is too late for that."""
    facts = {"finished_at": timezone.now()}
    discarded = CatalogueImport.objects.filter(pk=upload.pk).move(ImportState.DISCARDED, **facts)
    if discarded:
        drop_files(upload)
    return bool(discarded)


def resume_imports() -> None:
    """Queue again what the worker never began, and what stands still because it was killed."""
    now = timezone.now()
    before = now - STALE_AFTER
    silent = CatalogueImport.objects.filter(
        Q(state__in=BEGINS_AS) | Q(state__in=RUNNING, heartbeat_at__lt=before)
    )
    reason = CUT_SHORT.format(runs=MAX_RUNS)
    silent.filter(run__gte=MAX_RUNS, state__in=RUNNING).move(
        ImportState.FAILED, failed_reason=reason, finished_at=now
    )
    forgotten = silent.filter(queued_at__lt=before)
    do_each("import", forgotten.order_by("queued_at"), partial(_queue_again, forgotten, now))


def _queue_again(forgotten: QuerySet, now: datetime, upload: CatalogueImport) -> None:
    """The task's row is written with the note of it, or not at all."""
    with transaction.atomic():
        if forgotten.filter(pk=upload.pk, state=upload.state).update(queued_at=now):
            TASKS[upload.state].enqueue(upload.pk)


def clear_old_imports() -> None:
    """Give up what nobody came back to, and drop the files of all that has ended."""
    old = CatalogueImport.objects.filter(uploaded_at__lt=timezone.now() - KEPT_FOR)
    old.move(ImportState.DISCARDED, finished_at=timezone.now())
    ended = CatalogueImport.objects.ended().exclude(file="", pictures="")
    do_each("files of import", ended, drop_files)
    drop_unclaimed_files()
