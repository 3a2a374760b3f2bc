"""What an import would do, or did: counted for all rows, told for the first of them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from catalog.imports.rows.forms import ImportContext

MAX_TOLD = 200
MAX_PICTURES_TOLD = 10


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    LEFT_OUT = "left out"


class How(StrEnum):
    """What becomes of the page that is written."""

    PUBLISH = "publish"
    DRAFT = "draft"
    SCHEDULE = "schedule"
    NOTHING = ""  # only what is not on the page changes


@dataclass(slots=True)
class RowPlan:
    """One row's outcome. `reason` says why it is refused, or which fields change. `values` are
    cleaned, ready to be written."""

    line: int
    kind: str
    sku: str
    outcome: Outcome
    reason: str = ""
    values: dict = field(default_factory=dict)
    how: How = How.NOTHING
    defaults: tuple[str, ...] = ()
    off_sale: str = ""
    mangled_sku: str = ""

    def __str__(self):
        return f"line {self.line}: {self.sku or '(no SKU)'}: {self.reason or self.outcome}"

    @property
    def is_to_write(self) -> bool:
        return self.outcome in (Outcome.NEW, Outcome.CHANGED)


@dataclass(slots=True)
class Report:
    """`told` are lines of text with their outcome, no more than MAX_TOLD of each. `off_sale` is
    what the file takes off sale and the shop sells; `missing` counts what is live and not in it."""

    encoding: str = ""
    unknown_columns: list[str] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    told: dict[Outcome, list[str]] = field(default_factory=lambda: defaultdict(list))
    to_make: list[str] = field(default_factory=list)
    defaults: Counter = field(default_factory=Counter)
    off_sale: list[str] = field(default_factory=list)
    missing: int = 0
    mangled_skus: list[str] = field(default_factory=list)
    pictures: int = 0
    picture_problems: list[str] = field(default_factory=list)

    def add(self, plan: RowPlan) -> None:
        self.counts[plan.outcome] += 1
        self.defaults.update(plan.defaults)
        if plan.off_sale:
            self.off_sale.append(f"line {plan.line}, {plan.sku}, {plan.off_sale}")
        if plan.mangled_sku:
            self.mangled_skus.append(f"line {plan.line}, “{plan.mangled_sku}”")
        is_told = plan.outcome in (Outcome.REFUSED, Outcome.CHANGED, Outcome.LEFT_OUT)
        if is_told and len(self.told[plan.outcome]) < MAX_TOLD:
            self.told[plan.outcome].append(str(plan))

    def add_what_is_made(self, context: ImportContext) -> None:
        """The snippets and pictures that are new, and the pictures that cannot be had."""
        self.to_make = [
            f"{snippet._meta.verbose_name} “{snippet.name}”"
            for snippet in context.snippets.new.values()
        ]
        self.pictures = len(context.pictures.new)
        self.add_picture_problems(context)

    def add_picture_problems(self, context: ImportContext) -> None:
        self.picture_problems = [
            f"{name}: {problem}" for name, problem in context.pictures.problems.items()
        ]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def refused(self) -> int:
        return self.counts[Outcome.REFUSED]

    @property
    def to_write(self) -> int:
        return self.counts[Outcome.NEW] + self.counts[Outcome.CHANGED]

    def in_words(self) -> list[str]:
        """All of it but the rows themselves."""
        words = [f"Encoding: {self.encoding}"] if self.encoding else []
        if self.unknown_columns:
            words.append(f"Columns not read: {_listed(self.unknown_columns, MAX_TOLD)}")
        if self.to_make:
            words.append(f"New: {_listed(self.to_make, MAX_TOLD)}")
        words += [f"{default}: {rows} rows" for default, rows in sorted(self.defaults.items())]
        if self.off_sale:
            told = _listed(self.off_sale, MAX_TOLD)
            words.append(f"Off sale in the file, live here: {len(self.off_sale)} ({told})")
        if self.missing:
            words.append(f"Live here, not in the file: {self.missing} products, left as they are")
        if self.mangled_skus:
            told = _listed(self.mangled_skus, MAX_TOLD)
            words.append(
                f"SKUs that a spreadsheet has changed: {len(self.mangled_skus)} ({told}); give "
                "their column the format “Text” and export again"
            )
        if self.pictures:
            words.append(f"Pictures to add: {self.pictures}")
        if self.picture_problems:
            told = _listed(self.picture_problems, MAX_PICTURES_TOLD)
            words.append(f"Pictures left out: {told}")
        return words

    def counts_in_words(self) -> str:
        counts = ", ".join(f"{self.counts[outcome]} {outcome}" for outcome in Outcome)
        return f"{self.total} rows: {counts}"


def _listed(names: list[str], most: int) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
