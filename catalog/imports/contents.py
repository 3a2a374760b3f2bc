"""What must be known of a whole file before its first row can be judged; no database is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.imports.files.columns import CHANGES, KINDS, SCHEDULED
from catalog.imports.files.rows import Row
from catalog.imports.sources import Source, kind_of

FIRST = "first"


@dataclass(slots=True)
class FileFacts:
    """`lines` are those of each SKU, by the version that they may be; `products` are title, whether
    it is of the Pro tier, and type. None of it depends on the order of the rows."""

    rows: int = 0
    lines: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    slugs: dict[tuple[str, str], int] = field(default_factory=dict)
    products: dict[str, tuple[str, bool, str]] = field(default_factory=dict)
    picture_texts: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source) -> "FileFacts":
        """FileRefused when the file breaks on the way."""
        facts = cls()
        for row in source:
            facts._note(row)
        for row in source if facts.has_versions else ():
            if _version_by_state(row) != FIRST and facts.version_of(row) == FIRST:
                facts._note_first(row)
        return facts

    @property
    def has_versions(self) -> bool:
        return any(version != FIRST for _, version in self.lines)

    def in_order(self, source: Source) -> Iterator[Row]:
        """All rows: what others refer to comes first, and a page before the drafts over it. Each
        kind, and each version, is one way through the file."""
        kinds = {kind_of(row) for row in source}
        versions = (FIRST, SCHEDULED, CHANGES) if self.has_versions else (FIRST,)
        for kind in (*(kind for kind in KINDS if kind in kinds), *sorted(kinds - set(KINDS))):
            for version in versions:
                for row in source:
                    if kind_of(row) == kind and self.version_of(row) == version:
                        yield row

    def version_of(self, row: Row) -> str:
        """A row that is scheduled, or a draft, over another row of the file is one of its own."""
        sku, version = row.values.get("sku", ""), _version_by_state(row)
        below = {SCHEDULED: [FIRST], CHANGES: [FIRST, SCHEDULED]}.get(version, [])
        return version if any((sku, other) in self.lines for other in below) else FIRST

    def lines_of_the_same(self, row: Row) -> list[int]:
        """Where the row's SKU stands, if that is more than once."""
        lines = self.lines.get((row.values.get("sku", ""), _version_by_state(row)), [])
        return lines if len(lines) > 1 else []

    def _note(self, row: Row) -> None:
        self.rows += 1
        values = row.values
        if name := values.get("image", "").split("|")[0].strip():
            texts = (values.get("image_title", ""), values.get("image_alt", ""))
            self.picture_texts.setdefault(name, texts)
        if sku := values.get("sku", ""):
            self.lines.setdefault((sku, _version_by_state(row)), []).append(row.line)
            if _version_by_state(row) == FIRST:
                self._note_first(row)

    def _note_first(self, row: Row) -> None:
        values, kind = row.values, kind_of(row)
        if slug := values.get("slug"):
            self.slugs.setdefault((kind, slug), row.line)
        if kind == "product":
            is_pro = values.get("tier", "").lower() == "pro"
            facts = (values.get("title", ""), is_pro, values.get("product_type", ""))
            self.products.setdefault(values["sku"], facts)


def _version_by_state(row: Row) -> str:
    state = row.values.get("state", "").lower()
    return state if row.values.get("sku") and state in (SCHEDULED, CHANGES) else FIRST
