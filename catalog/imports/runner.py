"""Importing a file: every row is checked before the first is written.

Both go through the file again, row by row, so that no file is too long. Rows are written in small
batches, each a transaction of its own with its opening stock and its place in the indexes: an
import that is cut short is finished by running it again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.imports.contents import FileFacts
from catalog.imports.files.encodings import encoding_name
from catalog.imports.files.rows import Row
from catalog.imports.identity import remember_origins
from catalog.imports.pictures.archive import ImageArchive
from catalog.imports.pictures.resolver import Pictures
from catalog.imports.plan import load_existing, plan_row
from catalog.imports.rows.bodies import Bodies
from catalog.imports.rows.forms import ImportContext
from catalog.imports.rows.report import Outcome, Report, RowPlan
from catalog.imports.rows.snippets import Snippets
from catalog.imports.sources import OWN, Source, open_source
from catalog.imports.writer import prepare_row, write_row
from catalog.models import ProductPage
from catalog.search.bulk_index import indexed_together

CHECKED_AT_ONCE = 100
WRITTEN_AT_ONCE = 20  # some half a second in which nobody else can write, where it is SQLite

# Is handed the rows as they are dealt with, and hands them on: a bar, or what a browser is shown.
Progress = Callable[[Iterator[RowPlan]], Iterable[RowPlan]]
# Is told of each batch inside its transaction: what it keeps is true whenever the power goes.
Note = Callable[[list[RowPlan]], object]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What is asked for: the file, whose columns it has, and what is to become of it."""

    path: Path
    format: str = OWN
    pictures: Path | None = None
    drafts_only: bool = False
    untracked_stock: int | None = None


class Import:
    """One way through one file. FileRefused when it cannot be read to its end."""

    def __init__(self, options: ImportOptions, *, user=None):
        self.source: Source = open_source(
            options.path, format=options.format, untracked_stock=options.untracked_stock
        )
        self.facts = FileFacts.of(self.source)
        self.user = user
        self._wish = options
        self._box = ImageArchive(options.pictures) if options.pictures else None

    @property
    def rows(self) -> int:
        return self.facts.rows

    def check(self, progress: Progress = iter) -> Report:
        """What writing would do with each row. Nothing is written."""
        context = self._ground()
        report = Report(
            encoding=encoding_name(self.source.encoding),
            unknown_columns=self.source.unknown_columns,
        )
        for plan in progress(self._plans(context)):
            report.add(plan)
        report.missing = _products_missing(self.facts)
        for line, reason in self.source.left_out:
            report.add(RowPlan(line, "", "", Outcome.LEFT_OUT, reason))
        report.add_what_is_made(context)
        return report

    def write(self, progress: Progress = iter, note: Note = len) -> Report:
        """Write what is new and changed, and tell what became of each row. Rows that are refused,
        or that an editor's work has made impossible, are left out."""
        report, context = Report(), self._ground()
        for plan in progress(self._written(context, note)):
            report.add(plan)
        report.add_picture_problems(context)
        return report

    def _ground(self) -> ImportContext:
        pictures = Pictures(self._box, self.user)
        return ImportContext(
            facts=self.facts,
            snippets=Snippets(),
            pictures=pictures,
            bodies=Bodies(pictures),
            is_lenient=self.source.is_lenient,
            drafts_only=self._wish.drafts_only,
        )

    def _plans(self, context: ImportContext) -> Iterator[RowPlan]:
        for rows in batched(self.facts.in_order(self.source), CHECKED_AT_ONCE, strict=False):
            found = load_existing(_skus(rows))
            for row in rows:
                yield plan_row(row, context, found.get(row.values.get("sku", "")))

    def _written(self, context: ImportContext, note: Note) -> Iterator[RowPlan]:
        for rows in batched(self.facts.in_order(self.source), WRITTEN_AT_ONCE, strict=False):
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
        remember_origins(row for row, plan in zip(rows, plans, strict=True) if _is_here(plan))
        return plans

    def _write_row(self, plan: RowPlan, context: ImportContext, found: dict) -> None:
        page = found[plan.sku].page if plan.sku in found else None
        try:
            with transaction.atomic():
                write_row(plan, context, page, user=self.user)
        except ValidationError as refusal:
            plan.outcome, plan.reason = Outcome.REFUSED, " ".join(refusal.messages)
            context.refused.add(plan.sku)


def _products_missing(facts: FileFacts) -> int:
    """How many live products are not in a file of products."""
    if not facts.products:
        return 0
    live = ProductPage.objects.live().values_list("sku_claim", flat=True)
    return sum(sku not in facts.products for sku in live.iterator())


def _is_here(plan: RowPlan) -> bool:
    """Whether the row's page is in the shop, as the file has it."""
    return plan.outcome in (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)


def _skus(rows: tuple[Row, ...]) -> list[str]:
    return [sku for row in rows if (sku := row.values.get("sku", ""))]
