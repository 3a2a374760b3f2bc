"""Report of an import: the outcome counts of all rows, and the lines of the first of them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from catalog.imports.rows.forms import ImportContext

MAX_LINES_LISTED = 200
MAX_PICTURES_LISTED = 10


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    LEFT_OUT = "left out"


class How(StrEnum):
    """How a page is written."""

    PUBLISH = "publish"
    DRAFT = "draft"
    SCHEDULE = "schedule"
    NOTHING = ""  # only stock settings or image texts change


@dataclass(slots=True)
class RowPlan:
    """Outcome of one row.

    `reason` says why it is refused or which fields change; `values` are cleaned for writing.
    """

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

    def __str__(self) -> str:
        return f"line {self.line}: {self.sku or '(no SKU)'}: {self.reason or self.outcome}"

    @property
    def is_to_write(self) -> bool:
        return self.outcome in (Outcome.NEW, Outcome.CHANGED)


@dataclass(slots=True)
class Report:
    """Report of all rows.

    `lines` are texts by outcome, at most MAX_LINES_LISTED each. `off_sale` lists products that are
    off sale in the file but live here; `missing` counts live products that are not in the file.
    """

    encoding: str = ""
    unknown_columns: list[str] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    lines: dict[Outcome, list[str]] = field(default_factory=lambda: defaultdict(list))
    new_snippets: list[str] = field(default_factory=list)
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
        is_listed = plan.outcome in (Outcome.REFUSED, Outcome.CHANGED, Outcome.LEFT_OUT)
        if is_listed and len(self.lines[plan.outcome]) < MAX_LINES_LISTED:
            self.lines[plan.outcome].append(str(plan))

    def add_new_objects(self, context: ImportContext) -> None:
        """Add the new snippets and pictures, and the pictures that cannot be used."""
        self.new_snippets = [
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
        """Return the report as lines of text, without the rows."""
        words = [f"Encoding: {self.encoding}"] if self.encoding else []
        if self.unknown_columns:
            words.append(f"Columns not read: {_listed(self.unknown_columns, MAX_LINES_LISTED)}")
        if self.new_snippets:
            words.append(f"New: {_listed(self.new_snippets, MAX_LINES_LISTED)}")
        words += [f"{default}: {rows} rows" for default, rows in sorted(self.defaults.items())]
        if self.off_sale:
            lines = _listed(self.off_sale, MAX_LINES_LISTED)
            words.append(f"Off sale in the file, live here: {len(self.off_sale)} ({lines})")
        if self.missing:
            words.append(f"Live here, not in the file: {self.missing} products, unchanged")
        if self.mangled_skus:
            lines = _listed(self.mangled_skus, MAX_LINES_LISTED)
            words.append(
                f"SKUs changed by a spreadsheet: {len(self.mangled_skus)} ({lines}); format their "
                "column as “Text” and export again"
            )
        if self.pictures:
            words.append(f"Pictures to add: {self.pictures}")
        if self.picture_problems:
            problems = _listed(self.picture_problems, MAX_PICTURES_LISTED)
            words.append(f"Pictures left out: {problems}")
        return words

    def counts_in_words(self) -> str:
        counts = ", ".join(f"{self.counts[outcome]} {outcome}" for outcome in Outcome)
        return f"{self.total} rows: {counts}"


def _listed(names: list[str], most: int) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
