"""Sources of import rows in our own columns: our own files, and other shops' through a reader."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from catalog.imports.files.columns import COLUMNS, REQUIRED, unescape_cell
from catalog.imports.files.csv_files import CsvFile
from catalog.imports.files.rows import FileRefused, Row
from catalog.imports.formats import Reader, shopify, woocommerce
from catalog.imports.identity import resolve_skus
from catalog.models import ImportFormat

READERS: dict[ImportFormat, Reader] = {
    ImportFormat.SHOPIFY: shopify.read,
    ImportFormat.WOOCOMMERCE: woocommerce.read,
}


class Source(Protocol):
    """File that can be iterated more than once.

    A *lenient* source was not written for this shop: missing values get a named default, and
    unknown categories, types and tags are created.
    """

    is_lenient: bool
    encoding: str
    unknown_columns: list[str]
    left_out: list[tuple[int, str]]

    def __iter__(self) -> Iterator[Row]: ...


class OwnFile:
    """File in our own format."""

    is_lenient = False

    def __init__(self, path: Path) -> None:
        self._file = CsvFile(path, known=COLUMNS)
        self._header = self._file.header
        self.encoding = self._file.encoding
        self.left_out: list[tuple[int, str]] = []
        self.unknown_columns = [name for name in self._header if name not in COLUMNS]
        _check_header(self._header)
        is_of_bundles = "parts" in self._header and "price" not in self._header
        self._kind = "bundle" if is_of_bundles else "product"

    def __iter__(self) -> Iterator[Row]:
        for line, cells in self._file.rows():
            named = zip(self._header, cells, strict=True)
            values = {name: unescape_cell(cell) for name, cell in named if name in COLUMNS}
            yield Row(line, {"kind": self._kind} | values)


class ThirdPartyFile:
    """Export of another shop system. All its rows are products."""

    is_lenient = True

    def __init__(self, path: Path, read: Reader, untracked_stock: int | None) -> None:
        reading = read(path)
        self.encoding = reading.encoding
        self.unknown_columns, self.left_out = reading.unknown_columns, reading.left_out
        rows = (_with_stock(row, untracked_stock) for row in reading.rows)
        self._rows = resolve_skus(list(rows))

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            yield replace(row, values={"kind": "product"} | row.values)


def open_import_file(
    path: Path,
    *,
    format: str,  # noqa: A002 (the name of the command's option)
    untracked_stock: int | None = None,
) -> Source:
    """Open a file. Raise FileRefused if it cannot be read; iterating may raise it too.

    `untracked_stock` is the opening stock of products that another shop sells without counting.
    If None, such products become drafts, because with no stock they would be sold out.
    """
    if format == ImportFormat.AUTOVISE:
        return OwnFile(path)
    return ThirdPartyFile(path, READERS[ImportFormat(format)], untracked_stock)


def _with_stock(row: Row, untracked_stock: int | None) -> Row:
    if not row.is_untracked:
        return row
    if untracked_stock is None:
        reason = "the other shop does not count its stock"
        return replace(row, draft_reasons=(*row.draft_reasons, reason))
    note = f"stock {untracked_stock:,}, because the other shop does not count it"
    values = row.values | {"stock": str(untracked_stock)}
    return replace(row, values=values, notes=(*row.notes, note))


def _check_header(header: list[str]) -> None:
    required = [name for name in REQUIRED if name != "sku" or "kind" not in header]
    if missing := [name for name in required if name not in header]:
        raise FileRefused(f"The file has no column{'s' * (len(missing) > 1)} {', '.join(missing)}.")
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise FileRefused(f"The file has the column {', '.join(twice)} more than once.")


def kind_of(row: Row) -> str:
    """Return the row's kind, "product" if it has none. An unknown kind is returned unchanged."""
    return row.values.get("kind", "").lower() or "product"
