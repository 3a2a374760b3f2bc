"""Checking and writing what an editor uploaded, in the worker."""

from catalog.imports.files.rows import FileRefused
from catalog.imports.rows.report import Report, RowPlan
from catalog.imports.runner import Import, ImportOptions
from catalog.models.catalogue_import import CatalogueImport, ImportState
from catalog.uploads.author import refuse_without_rights
from catalog.uploads.lease import Run, begin
from catalog.uploads.report_storage import as_json, from_json


def check_upload(pk: int) -> None:
    """Tell what writing it would do."""
    if (upload := begin(pk, ImportState.UPLOADED)) is None:
        return
    with Run(upload) as run:
        task = open_upload(upload)
        run.tell(rows_total=task.rows)
        report = task.check(run.watch)
        run.finish(ImportState.CHECKED, rows_done=task.rows, checked_report=as_json(report))


def write_upload(pk: int) -> None:
    """Write it in its author's name, with its author's rights of today."""
    if (upload := begin(pk, ImportState.ACCEPTED)) is None:
        return
    with Run(upload) as run:
        refuse_without_rights(upload)
        task = open_upload(upload)
        run.tell(rows_total=task.rows)
        tally = Tally(run)
        tally.add_pictures_of(task.write(note=tally.add))
        run.finish(ImportState.WRITTEN)


def open_upload(upload: CatalogueImport) -> Import:
    """FileRefused when it cannot be read."""
    if not upload.has_files:
        raise FileRefused("The uploaded file is not kept any more. Upload it again.")
    path, pictures = upload.paths
    options = ImportOptions(
        path,
        upload.format,
        pictures,
        drafts_only=upload.drafts_only,
        untracked_stock=upload.untracked_stock,
    )
    return Import(options, user=upload.author)


class Tally:
    """What became of the rows, kept in the transaction that writes them.

    A run that goes on where another was cut short meets the rows of that one again, unchanged: they
    have been told already, and are not told twice.
    """

    def __init__(self, run: Run):
        self._run = run
        self._told = run.upload.rows_done
        self._met = 0
        self._report: Report = from_json(run.upload.written_report)

    def add(self, plans: list[RowPlan]) -> None:
        for plan in plans:
            self._met += 1
            if self._met > self._told:
                self._report.add(plan)
        rows = max(self._met, self._told)
        self._run.tell(rows_done=rows, written_report=as_json(self._report))

    def add_pictures_of(self, report: Report) -> None:
        """The pictures that turned out to be unusable while their rows were written."""
        self._report.picture_problems = report.picture_problems
        self._run.tell(written_report=as_json(self._report))
