"""Check and write uploads in the worker."""

from collections.abc import Iterator
from contextlib import contextmanager

from catalog.imports.files.rows import FileRefused
from catalog.imports.rows.report import Report, RowPlan
from catalog.imports.runner import Import, ImportOptions
from catalog.models.catalogue_import import CatalogueImport, ImportState
from catalog.uploads.author import check_author_permissions
from catalog.uploads.lease import Run, begin
from catalog.uploads.report_storage import as_json, from_json


def check_upload(pk: int) -> None:
    """Check the upload and store the report of what writing it would do."""
    if (upload := begin(pk, ImportState.UPLOADED)) is None:
        return
    with Run(upload) as run:
        with open_upload(upload) as task:
            run.update(rows_total=task.rows)
            report = task.check(run.watch)
        run.finish(ImportState.CHECKED, rows_done=task.rows, checked_report=as_json(report))


def write_upload(pk: int) -> None:
    """Write the upload on behalf of its author, with the author's current permissions."""
    if (upload := begin(pk, ImportState.ACCEPTED)) is None:
        return
    with Run(upload) as run:
        check_author_permissions(upload)
        with open_upload(upload) as task:
            run.update(rows_total=task.rows)
            stored_report = StoredReport(run)
            stored_report.add_picture_problems(task.write(note=stored_report.add))
        run.finish(ImportState.WRITTEN)


@contextmanager
def open_upload(upload: CatalogueImport) -> Iterator[Import]:
    """Open the uploaded files. Raise FileRefused if they cannot be read."""
    if not upload.has_files:
        raise FileRefused("The uploaded file was deleted. Upload it again.")
    with upload.local_files() as (path, pictures):
        options = ImportOptions(
            path,
            upload.format,
            pictures,
            drafts_only=upload.drafts_only,
            untracked_stock=upload.untracked_stock,
        )
        yield Import(options, user=upload.author)


class StoredReport:
    """Report of the written rows, stored in the transaction that writes them.

    A run that continues an interrupted one processes its rows again, unchanged; they are already
    in the report and are not added twice.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._rows_reported = run.upload.rows_done
        self._rows_seen = 0
        self._report: Report = from_json(run.upload.written_report)

    def add(self, plans: list[RowPlan]) -> None:
        for plan in plans:
            self._rows_seen += 1
            if self._rows_seen > self._rows_reported:
                self._report.add(plan)
        rows = max(self._rows_seen, self._rows_reported)
        self._run.update(rows_done=rows, written_report=as_json(self._report))

    def add_picture_problems(self, report: Report) -> None:
        """Store the pictures that could not be used when their rows were written."""
        self._report.picture_problems = report.picture_problems
        self._run.update(written_report=as_json(self._report))
