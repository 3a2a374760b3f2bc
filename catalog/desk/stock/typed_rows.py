"""Read rows of a SKU and a number, as people paste them or spreadsheets write them.

A row that cannot be read is refused with its reason, and stops no other.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from catalog.imports.files.columns import unescape_cell
from sitewide.numbers import NotOneNumber, quoted, read_whole_number

SKU = "sku"
DELIMITERS = ("\t", ";", ",")
MAX_ROWS = 5_000
MAX_PIECES = 100_000
MAX_CHARACTERS_KEPT = 300


class RowsRefused(Exception):
    """The rows as a whole cannot be read. The message tells an editor why."""


@dataclass(frozen=True, slots=True)
class TypedRow:
    line: int
    text: str
    sku: str
    number: int


@dataclass(frozen=True, slots=True)
class RefusedRow:
    line: int
    text: str
    reason: str


@dataclass(slots=True)
class TypedRows:
    rows: list[TypedRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)


def read_typed_rows(text: str, *, number_columns: Sequence[str]) -> TypedRows:
    """Read `SKU;number` rows, with or without a header. Raise RowsRefused.

    With a header, the columns “SKU” and one of `number_columns` (lower case) are read and others
    ignored, and rows without a number are skipped: an exported list can be filled in.
    """
    if "\0" in text:
        raise RowsRefused("The file is not a text file. Save it as “CSV UTF-8” first.")
    result = TypedRows()
    lines = text.lstrip("\ufeff").splitlines()
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise RowsRefused("There are no rows.")
    header = [cell.strip().lower() for cell in _cells(lines[first], first + 1)]
    if SKU in header:
        found = _rows_below_header(lines[first:], header, first, number_columns)
    else:
        found = ((n, line, _cells(line, n)) for n, line in enumerate(lines, 1) if line.strip())
    for count, (line, text_of_row, cells) in enumerate(found):
        if count == MAX_ROWS:
            raise RowsRefused(f"There are more than {MAX_ROWS:,} rows. Split them.")
        _read_row(result, line, text_of_row, cells)
    return result


def _rows_below_header(
    lines: list[str], header: list[str], skipped: int, number_columns: Sequence[str]
) -> Iterator[tuple[int, str, list[str]]]:
    column = next((name for name in number_columns if name in header), None)
    if column is None:
        named = number_columns[0].capitalize()
        raise RowsRefused(f"The header has no column “{named}” beside “SKU”.")
    places = (header.index(SKU), header.index(column))
    delimiter = _delimiter_of(lines[0])
    for number, line in enumerate(lines[1:], start=skipped + 2):
        cells = [cell.strip() for cell in _split(line, delimiter, number)]
        if not any(cells):
            continue
        if len(cells) <= max(places):
            yield number, line, []
        elif cells[places[1]]:
            chosen = [cells[place] for place in places]
            yield number, ";".join(chosen), chosen


def _read_row(result: TypedRows, line: int, text: str, cells: list[str]) -> None:
    text = text.strip()[:MAX_CHARACTERS_KEPT]
    try:
        if len(cells) != 2 or not all(cells):
            raise RowRefused("The row needs a SKU and a number, such as AUT-CC-001;12.")
        sku, number = unescape_cell(cells[0]).strip().upper(), read_whole_number(cells[1])
        if number > MAX_PIECES:
            raise RowRefused(f"“{quoted(cells[1])}” is more than {MAX_PIECES:,} pieces.")
    except (RowRefused, NotOneNumber) as refused:
        result.refused.append(RefusedRow(line, text, str(refused)))
    else:
        result.rows.append(TypedRow(line, text, sku, number))


class RowRefused(Exception):
    """One row cannot be read."""


def _cells(line: str, number: int) -> list[str]:
    """Return the cells of a line, without empty ones at its end."""
    cells = [cell.strip() for cell in _split(line, _delimiter_of(line), number)]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _delimiter_of(line: str) -> str:
    return next((delimiter for delimiter in DELIMITERS if delimiter in line), ";")


def _split(line: str, delimiter: str, number: int) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        raise RowsRefused(f"Line {number} is too long to be read.") from None
