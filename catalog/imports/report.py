"""What an import would do, or did, with each row."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row's outcome. `reason` says why it is refused, or which fields change.

    `values` are the cleaned values, ready to be written.
    """

    line: int
    sku: str
    outcome: Outcome
    reason: str = ""
    values: dict = field(default_factory=dict)

    def __str__(self):
        return f"line {self.line}: {self.sku or '(no SKU)'}: {self.reason or self.outcome}"


@dataclass(frozen=True, slots=True)
class Report:
    plans: list[RowPlan]
    unknown_columns: list[str]
    new_snippets: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(plan.outcome for plan in self.plans)

    def of(self, *outcomes: Outcome) -> list[RowPlan]:
        return [plan for plan in self.plans if plan.outcome in outcomes]

    @property
    def refused(self) -> list[RowPlan]:
        return self.of(Outcome.REFUSED)

    @property
    def to_write(self) -> list[RowPlan]:
        return self.of(Outcome.NEW, Outcome.CHANGED)
