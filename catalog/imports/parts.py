"""Parts of a batch, each of which is written in one transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog.imports.bulk.products import NewProduct
from catalog.imports.files.rows import Row
from catalog.imports.rows.report import Outcome, RowPlan

BULK_BATCH_SIZE = 500
WRITE_BATCH_SIZE = 20  # rows written alone; blocks other writers for about a second on SQLite


@dataclass(slots=True)
class PreparedRow:
    """A row with its plan; `product` if it is written together with others."""

    row: Row
    plan: RowPlan
    product: NewProduct | None = None

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to write. A refused row is planned again under the lock."""
        return self.plan.outcome is Outcome.UNCHANGED

    @property
    def is_alone(self) -> bool:
        return not self.is_done and self.product is None


def parts_of(rows: Iterable[PreparedRow]) -> Iterator[list[PreparedRow]]:
    """Yield consecutive rows with at most WRITE_BATCH_SIZE that are written alone."""
    part: list[PreparedRow] = []
    alone = 0
    for prepared in rows:
        if prepared.is_alone and alone == WRITE_BATCH_SIZE:
            yield part
            part, alone = [], 0
        part.append(prepared)
        alone += prepared.is_alone
    if part:
        yield part
