"""What must be known of a whole file before its first row can be judged; no database is asked."""

from dataclasses import dataclass, field

from catalog.imports.columns import CHANGES, SCHEDULED
from catalog.imports.rows import Row
from catalog.imports.sources import Source, kind_of

FIRST = "first"


@dataclass(slots=True)
class FileFacts:
    """`lines` are those that count, by SKU and version: a second one of the same is refused."""

    rows: int = 0
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    slugs: dict[tuple[str, str], int] = field(default_factory=dict)
    products: dict[str, tuple[str, bool]] = field(default_factory=dict)
    picture_texts: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source) -> "FileFacts":
        """FileRefused when the file breaks on the way."""
        facts = cls()
        for row in source:
            facts._note(row)
        return facts

    def _note(self, row: Row) -> None:
        self.rows += 1
        values, kind = row.values, kind_of(row)
        if name := values.get("image", "").split("|")[0].strip():
            texts = (values.get("image_title", ""), values.get("image_alt", ""))
            self.picture_texts.setdefault(name, texts)
        if not (sku := values.get("sku", "")):
            return
        version = self.version_of(row)
        self.lines.setdefault((sku, version), row.line)
        if version == FIRST:
            if slug := values.get("slug"):
                self.slugs.setdefault((kind, slug), row.line)
            if kind == "product":
                is_pro = values.get("tier", "").lower() == "pro"
                self.products.setdefault(sku, (values.get("title", ""), is_pro))

    def version_of(self, row: Row) -> str:
        """A row that is scheduled, or a draft, over the row that came first is one of its own."""
        state = row.values.get("state", "").lower()
        before = self.lines.get((row.values.get("sku", ""), FIRST))
        is_over = state in (SCHEDULED, CHANGES) and before is not None and before != row.line
        return state if is_over else FIRST

    def line_of_the_same(self, row: Row) -> int | None:
        """Where the row's SKU stands already, if this is not the first such row."""
        line = self.lines.get((row.values.get("sku", ""), self.version_of(row)))
        return line if line not in (None, row.line) else None
