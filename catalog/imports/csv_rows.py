"""Reading a CSV file of the shop's own columns: every row with its line number."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path


class FileRefused(Exception):
    """The file as a whole cannot be read; the message says why, in words for an editor."""


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: `line` is where it begins in the file, the header being line 1."""

    line: int
    values: dict[str, str]


def read_rows(path: Path, *, columns: Iterable[str]) -> tuple[list[Row], list[str]]:
    """The file's rows, and the columns nobody asked for. FileRefused when a column is missing."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise FileRefused(f"There is no file {path}.") from None
    except (UnicodeDecodeError, OSError) as error:
        raise FileRefused(f"{path} is no CSV file in UTF-8 that can be read: {error}.") from None
    return parse_rows(text, columns=columns)


def parse_rows(text: str, *, columns: Iterable[str]) -> tuple[list[Row], list[str]]:
    reader = csv.reader(StringIO(text), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header, columns)
        rows = []
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(line, _named(header, cells, line)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused(f"Line {reader.line_num} is no valid CSV: {error}.") from None
    return rows, [name for name in header if name not in set(columns)]


def _check_header(header: list[str], columns: Iterable[str]) -> None:
    if missing := [name for name in columns if name not in header]:
        raise FileRefused(
            f"The file lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}."
        )
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise FileRefused(f"The file has the column {', '.join(twice)} more than once.")


def _named(header: list[str], cells: list[str], line: int) -> dict[str, str]:
    if len(cells) != len(header):
        raise FileRefused(f"Line {line} has {len(cells)} cells, the header has {len(header)}.")
    return {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
