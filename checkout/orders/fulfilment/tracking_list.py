"""Read a list of order numbers with tracking numbers, pasted or from a file.

Cells are separated by a semicolon, comma, tab or bar, as spreadsheets and carriers write them, or
by blanks. A first row of column names is skipped. `AV-` may be left out, as in the search.
"""

import csv
import re
from dataclasses import dataclass, replace

from catalog.imports.files.csv_files import DELIMITERS
from catalog.imports.files.encodings import decode_file
from catalog.imports.files.rows import FileRefused

MAX_ROWS = 500
NO_LINE = 0
MAX_BYTES = 1_000_000
_PREFIX = "AV-"
_NUMBER = re.compile(r"AV-[A-Z0-9]{4,}|[A-Z0-9]{8}", re.IGNORECASE)


class ListRefused(Exception):
    """The list cannot be read. The message says why."""


@dataclass(frozen=True, slots=True)
class TrackingRow:
    """A row of the list. `line`: where it begins, counted from 1; NO_LINE if it was not read."""

    line: int
    number: str
    tracking: str


def read_tracking_list(text: str) -> list[TrackingRow]:
    """Return the rows that are not blank. Raises ListRefused."""
    lines = text.removeprefix("\ufeff").replace("\0", "").splitlines()
    rows = _rows(lines, _delimiter_of(lines))
    if rows and _is_header(rows[0]) and _has_number(rows[1:]):
        rows = rows[1:]
    rows = [replace(row, number=_with_prefix(row.number)) for row in rows]
    if not rows:
        raise ListRefused("The list is empty.")
    if len(rows) > MAX_ROWS:
        raise ListRefused(f"The list has {len(rows)} rows. Send at most {MAX_ROWS} at once.")
    return rows


def decode_tracking_file(content: bytes) -> str:
    """Return the text of a file of unknown encoding. Raises ListRefused."""
    if len(content) > MAX_BYTES:
        raise ListRefused("The file is larger than 1 MB: this is not a list of tracking numbers.")
    try:
        return decode_file(content)
    except FileRefused as refusal:
        raise ListRefused(str(refusal)) from None


def _delimiter_of(lines: list[str]) -> str:
    """Return the delimiter that leaves an order number alone in the most first cells."""

    def numbers(delimiter: str) -> int:
        cells = (line.partition(delimiter) for line in lines)
        return sum(
            bool(rest and _NUMBER.fullmatch(first.strip().strip('"'))) for first, rest, _ in cells
        )

    return max((";", *DELIMITERS), key=numbers)


def _rows(lines: list[str], delimiter: str) -> list[TrackingRow]:
    rows = []
    for line, text in enumerate(lines, start=1):
        cells = _cells(text, delimiter, line)
        if len(cells) == 1:  # “AV-23456789 RM123”
            cells = cells[0].split(maxsplit=1)
        if any(cells):
            number, tracking, *_ = [*cells, "", ""]
            rows.append(TrackingRow(line, number.upper(), tracking))
    return rows


def _cells(text: str, delimiter: str, line: int) -> list[str]:
    try:
        cells = next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        raise ListRefused(f"Line {line} is too long to be read.") from None
    return [cell.strip() for cell in cells]


def _is_header(row: TrackingRow) -> bool:
    """Return whether the row names the columns. A mistyped order number is not a name."""
    has_digit = re.search(r"\d", row.number + row.tracking)
    return not has_digit and not row.number.startswith(_PREFIX)


def _with_prefix(number: str) -> str:
    is_whole = number.startswith(_PREFIX) or not _NUMBER.fullmatch(number)
    return number if is_whole else _PREFIX + number


def _has_number(rows: list[TrackingRow]) -> bool:
    return any(_NUMBER.fullmatch(row.number) for row in rows)
