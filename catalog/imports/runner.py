"""Import a file: every row is checked before the first one is written.

Both passes read the file row by row. Rows are written in batches, each in one transaction with its
opening stock and search indexing; an interrupted import is completed by running it again. New
products are written together, see `catalog.imports.bulk`.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import batched, groupby
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.imports.bulk.products import build_products, can_be_bulk_written
from catalog.imports.bulk.writer import BulkRefused, write_products
from catalog.imports.contents import FIRST, FileContents
from catalog.imports.files.encodings import encoding_name
from catalog.imports.files.rows import Row
from catalog.imports.identity import store_origins
from catalog.imports.parts import BULK_BATCH_SIZE, PlannedRow, parts_of
from catalog.imports.pictures.archive import ImageArchive
from catalog.imports.pictures.resolver import Pictures
from catalog.imports.plan import plan_row
from catalog.imports.rows.bodies import Bodies
from catalog.imports.rows.forms import ImportContext
from catalog.imports.rows.report import Outcome, Report, RowPlan
from catalog.imports.rows.snippets import Snippets
from catalog.imports.sources import Source, kind_of, open_import_file
from catalog.imports.stored_pages import Existing, load_existing
from catalog.imports.writer import new_pictures, prepare_row, write_row
from catalog.models import ImportFormat, ProductPage
from catalog.models.users import AnyUser
from catalog.search.bulk_index import indexed_together

CHECK_BATCH_SIZE = 100
WRITE_BATCH_SIZE = 20  # of snippets, bundles and further versions

log = logging.getLogger(__name__)

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
            shop = load_existing(rows, context.pictures)
            for row in rows:
                yield plan_row(row, context, shop)

    def _written(self, context: ImportContext, note: Note) -> Iterator[RowPlan]:
        for rows in self._batches():
            for part in parts_of(self._planned(rows, context)):
                self._prepare(part, context)
                for smaller in parts_of(part):
                    yield from self._write_part(smaller, context, note)

    def _batches(self) -> Iterator[tuple[Row, ...]]:
        """Yield the rows of one kind and version at a time, because others may refer to them."""

        def group_of(row: Row) -> tuple[str, str]:
            return kind_of(row), self.contents.version_of(row)

        for group, rows in groupby(self.contents.in_order(self.source), key=group_of):
            size = WRITE_BATCH_SIZE
            if group == ("product", FIRST):
                # Planning reads the pictures of an archive, which takes long.
                size = CHECK_BATCH_SIZE if self._archive else BULK_BATCH_SIZE
            yield from batched(rows, size, strict=False)

    def _planned(self, rows: tuple[Row, ...], context: ImportContext) -> list[PlannedRow]:
        shop = load_existing(rows, context.pictures)
        plans = [plan_row(row, context, shop) for row in rows]
        return [
            PlannedRow(
                row, plan, in_bulk=can_be_bulk_written(plan), pictures=new_pictures(plan, context)
            )
            for row, plan in zip(rows, plans, strict=True)
        ]

    def _prepare(self, part: list[PlannedRow], context: ImportContext) -> None:
        """Store pictures and snippets, and build what is written together.

        Called before the transaction, so that it blocks no other writers.
        """
        for planned in part:
            problems = len(context.pictures.problems)
            if planned.plan.is_to_write:
                prepare_row(planned.plan, context)
            planned.in_bulk &= len(context.pictures.problems) == problems
            planned.pictures = frozenset()
        in_bulk = [planned.plan for planned in part if planned.in_bulk]
        products = build_products(in_bulk, context, self.user)
        for planned in part:
            planned.product = products.get(planned.plan.line)
            planned.in_bulk = planned.product is not None

    def _write_part(
        self, part: list[PlannedRow], context: ImportContext, note: Note
    ) -> Iterator[RowPlan]:
        try:
            with transaction.atomic(), indexed_together():
                self._write_rows(part, context)
                plans = [planned.plan for planned in part]
                note(plans)
        except BulkRefused as refusal:
            log.warning("Products are written one at a time: %s", refusal.__cause__)
            for planned in part:
                planned.in_bulk, planned.product = False, None
            for smaller in parts_of(part):
                yield from self._write_part(smaller, context, note)
        else:
            yield from plans

    def _write_rows(self, part: list[PlannedRow], context: ImportContext) -> None:
        products = [planned.product for planned in part if planned.product]
        lines = write_products(products, user=self.user)
        alone = [p for p in part if not p.is_done and p.plan.line not in lines]
        shop = load_existing((p.row for p in alone), context.pictures, lock=True)
        for planned in alone:
            planned.plan = plan_row(planned.row, context, shop)
            if planned.plan.is_to_write:
                self._write_row(planned.plan, context, shop)
        store_origins(planned.row for planned in part if _is_here(planned.plan))

    def _write_row(self, plan: RowPlan, context: ImportContext, shop: Existing) -> None:
        try:
            with transaction.atomic():
                write_row(plan, context, shop, user=self.user)
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
