"""Parts of a batch, each of which is written in one transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog.imports.bulk.products import NewProduct
from catalog.imports.files.rows import Row
from catalog.imports.rows.report import Outcome, RowPlan

BULK_BATCH_SIZE = 500
# Rows written alone and pictures made: neither must take long, because the one blocks other writers
# on SQLite and the other delays the heartbeat of the import.
MAX_SLOW_STEPS = 20


@dataclass(slots=True)
class PlannedRow:
    """A row with its plan.

    `in_bulk` if it may be written together with others, as `product` once it is prepared.
    `pictures` are the names of those that are not stored yet.
    """

    row: Row
    plan: RowPlan
    in_bulk: bool = False
    pictures: frozenset[str] = frozenset()
    product: NewProduct | None = None

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to write. A refused row is planned again under the lock."""
        return self.plan.outcome is Outcome.UNCHANGED


def parts_of(rows: Iterable[PlannedRow]) -> Iterator[list[PlannedRow]]:
    """Yield consecutive rows with at most MAX_SLOW_STEPS rows to write alone and new pictures."""
    part: list[PlannedRow] = []
    steps, made = 0, set[str]()
    for planned in rows:
        cost = len(planned.pictures - made) + (not planned.is_done and not planned.in_bulk)
        if part and cost and steps + cost > MAX_SLOW_STEPS:
            yield part
            part, steps = [], 0
        part.append(planned)
        steps += cost
        made |= planned.pictures
    if part:
        yield part
