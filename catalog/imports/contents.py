"""FileContents: what is needed of a whole file before its first row is checked. No database."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.imports.files.columns import CHANGES, KINDS, SCHEDULED
from catalog.imports.files.rows import Row
from catalog.imports.sources import Source, kind_of

FIRST = "first"


@dataclass(slots=True)
class FileContents:
    """Contents of a file; the order of its rows does not matter.

    `lines` maps (SKU, version) to line numbers, `slugs` maps (kind, slug) to a line, and `products`
    maps SKUs to (title, whether the tier is Pro, product type).
    """

    rows: int = 0
    lines: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    slugs: dict[tuple[str, str], int] = field(default_factory=dict)
    products: dict[str, tuple[str, bool, str]] = field(default_factory=dict)
    picture_texts: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source) -> "FileContents":
        """Read the file. Raise FileRefused if it is malformed."""
        contents = cls()
        for row in source:
            contents._note(row)
        for row in source if contents.has_versions else ():
            if _version_by_state(row) != FIRST and contents.version_of(row) == FIRST:
                contents._note_first(row)
        return contents

    @property
    def has_versions(self) -> bool:
        return any(version != FIRST for _, version in self.lines)

    def in_order(self, source: Source) -> Iterator[Row]:
        """Yield all rows so that references exist: snippets first, pages before their drafts.

        Reads the file once for each kind and version.
        """
        kinds = {kind_of(row) for row in source}
        versions = (FIRST, SCHEDULED, CHANGES) if self.has_versions else (FIRST,)
        for kind in (*(kind for kind in KINDS if kind in kinds), *sorted(kinds - set(KINDS))):
            for version in versions:
                for row in source:
                    if kind_of(row) == kind and self.version_of(row) == version:
                        yield row

    def version_of(self, row: Row) -> str:
        """Return a scheduled or changed version only if the file also has the version below it."""
        sku, version = row.values.get("sku", ""), _version_by_state(row)
        below = {SCHEDULED: [FIRST], CHANGES: [FIRST, SCHEDULED]}.get(version, [])
        return version if any((sku, other) in self.lines for other in below) else FIRST

    def lines_of_the_same(self, row: Row) -> list[int]:
        """Return the lines with the row's SKU and version if there are several, else []."""
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
            product = (values.get("title", ""), is_pro, values.get("product_type", ""))
            self.products.setdefault(values["sku"], product)


def _version_by_state(row: Row) -> str:
    state = row.values.get("state", "").lower()
    return state if row.values.get("sku") and state in (SCHEDULED, CHANGES) else FIRST
