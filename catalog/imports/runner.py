"""Import a file: every row is checked before the first one is written.

Both passes read the file row by row, so that memory use does not grow with its length. Rows are
written in small batches, each in one transaction with its opening stock and search indexing; an
interrupted import is completed by running it again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.imports.contents import FileContents
from catalog.imports.files.encodings import encoding_name
from catalog.imports.files.rows import Row
from catalog.imports.identity import store_origins
from catalog.imports.pictures.archive import ImageArchive
from catalog.imports.pictures.resolver import Pictures
from catalog.imports.plan import load_existing, plan_row
from catalog.imports.rows.bodies import Bodies
from catalog.imports.rows.forms import ImportContext
from catalog.imports.rows.report import Outcome, Report, RowPlan
from catalog.imports.rows.snippets import Snippets
from catalog.imports.sources import Source, open_import_file
from catalog.imports.writer import prepare_row, write_row
from catalog.models import ImportFormat, ProductPage
from catalog.models.users import AnyUser
from catalog.search.bulk_index import indexed_together

CHECK_BATCH_SIZE = 100
WRITE_BATCH_SIZE = 20  # blocks other writers for about half a second on SQLite

# Passes the plans through as they are processed, and shows the progress.
Progress = Callable[[Iterator[RowPlan]], Iterable[RowPlan]]
# Called with each batch inside its transaction, so that what it stores is committed with the batch.
Note = Callable[[list[RowPlan]], object]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Options of an import: the file, its format, its pictures and how to write it."""

    path: Path
    format: str = ImportFormat.AUTOVISE
    pictures: Path | None = None
    drafts_only: bool = False
    untracked_stock: int | None = None


class Import:
    """Import of one file. Methods raise FileRefused if the file cannot be read to its end."""

    def __init__(self, options: ImportOptions, *, user: AnyUser | None = None) -> None:
        self.source: Source = open_import_file(
            options.path, format=options.format, untracked_stock=options.untracked_stock
        )
        self.contents = FileContents.of(self.source)
        self.user = user
        self._options = options
        self._archive = ImageArchive(options.pictures) if options.pictures else None

    @property
    def rows(self) -> int:
        return self.contents.rows

    def check(self, progress: Progress = iter) -> Report:
        """Report what writing would do with each row. Nothing is written."""
        context = self._context()
        report = Report(
            encoding=encoding_name(self.source.encoding),
            unknown_columns=self.source.unknown_columns,
        )
        for plan in progress(self._plans(context)):
            report.add(plan)
        report.missing = _products_missing(self.contents)
        for line, reason in self.source.left_out:
            report.add(RowPlan(line, "", "", Outcome.LEFT_OUT, reason))
        report.add_new_objects(context)
        return report

    def write(self, progress: Progress = iter, note: Note = len) -> Report:
        """Write new and changed rows, and report the outcome of each row.

        Refused rows, and rows that would overwrite an editor's work, are skipped.
        """
        report, context = Report(), self._context()
        for plan in progress(self._written(context, note)):
            report.add(plan)
        report.add_picture_problems(context)
        return report

    def _context(self) -> ImportContext:
        pictures = Pictures(self._archive, self.user)
        return ImportContext(
            contents=self.contents,
            snippets=Snippets(),
            pictures=pictures,
            bodies=Bodies(pictures),
            is_lenient=self.source.is_lenient,
            drafts_only=self._options.drafts_only,
        )

    def _plans(self, context: ImportContext) -> Iterator[RowPlan]:
        for rows in batched(self.contents.in_order(self.source), CHECK_BATCH_SIZE, strict=False):
            found = load_existing(_skus(rows))
            for row in rows:
                yield plan_row(row, context, found.get(row.values.get("sku", "")))

    def _written(self, context: ImportContext, note: Note) -> Iterator[RowPlan]:
        for rows in batched(self.contents.in_order(self.source), WRITE_BATCH_SIZE, strict=False):
            self._prepare(rows, context)
            with transaction.atomic(), indexed_together():
                plans = self._write_batch(rows, context)
                note(plans)
            yield from plans

    def _prepare(self, rows: tuple[Row, ...], context: ImportContext) -> None:
        found = load_existing(_skus(rows))
        for row in rows:
            plan = plan_row(row, context, found.get(row.values.get("sku", "")))
            if plan.is_to_write:
                prepare_row(plan, context)

    def _write_batch(self, rows: tuple[Row, ...], context: ImportContext) -> list[RowPlan]:
        found, plans = load_existing(_skus(rows), lock=True), []
        for row in rows:
            sku = row.values.get("sku", "")
            plan = plan_row(row, context, found.get(sku))
            if plan.is_to_write:
                self._write_row(plan, context, found)
                found.update(load_existing([sku]) if sku else {})
            plans.append(plan)
        store_origins(row for row, plan in zip(rows, plans, strict=True) if _is_here(plan))
        return plans

    def _write_row(self, plan: RowPlan, context: ImportContext, found: dict) -> None:
        page = found[plan.sku].page if plan.sku in found else None
        try:
            with transaction.atomic():
                write_row(plan, context, page, user=self.user)
        except ValidationError as refusal:
            plan.outcome, plan.reason = Outcome.REFUSED, " ".join(refusal.messages)
            context.refused.add(plan.sku)


def _products_missing(contents: FileContents) -> int:
    """Count the live products that are missing from the file; 0 if it contains no products."""
    if not contents.products:
        return 0
    live = ProductPage.objects.live().values_list("sku_claim", flat=True)
    return sum(sku not in contents.products for sku in live.iterator())


def _is_here(plan: RowPlan) -> bool:
    """Whether the row's page now exists in the shop."""
    return plan.outcome in (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)


def _skus(rows: tuple[Row, ...]) -> list[str]:
    return [sku for row in rows if (sku := row.values.get("sku", ""))]
