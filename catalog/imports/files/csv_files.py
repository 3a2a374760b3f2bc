"""Read CSV files of unknown encoding and delimiter, as spreadsheets and other shops write them."""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TextIO

from catalog.imports.files.encodings import encoding_of
from catalog.imports.files.rows import FileRefused

DELIMITERS = (",", ";", "\t", "|")
MAX_CELL_CHARACTERS = 1_000_000
# The limit applies to the whole process, so it is set once and not by each import.
csv.field_size_limit(MAX_CELL_CHARACTERS)

_BLANK_LINE = re.compile(r"[\s,;|\"\ufeff]*")
_DELIMITER_LINE = re.compile(r"\s*\"?sep=(?P<delimiter>[,;\t|])\"?[\s,;|]*", re.IGNORECASE)
_FAULTS = {
    "unexpected end of data": "a quotation mark is opened and never closed",
    "expected after": "a quotation mark within a cell is not doubled",
    "field larger than": (
        f"a cell is longer than {MAX_CELL_CHARACTERS:,} characters; a quotation mark may never be "
        "closed"
    ),
}


class CsvFile:
    """CSV file with a header. Raise FileRefused if it has none.

    The delimiter is that of a line “sep=;” if there is one, else the one that gives the most column
    names in `known` (lower case).
    """

    def __init__(self, path: Path, *, known: Iterable[str]) -> None:
        self.path = path
        self.encoding = encoding_of(path)
        self._delimiter, self.header_line = self._find_header(set(known))
        cells = next(self._records())[1]
        self.header = [name.strip().strip("\ufeff") for name in cells]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row that is not blank, with the line where it begins.

        Raise FileRefused if a row has a different number of cells than the header.
        """
        records = self._records()
        next(records)
        width = len(self.header)
        for line, cells in records:
            stripped = [cell.strip() for cell in cells]
            if not any(stripped):
                continue
            if len(cells) < width or any(stripped[width:]):
                raise FileRefused(
                    f"Line {line} has {len(cells)} cells, the header has {width}. The file may be "
                    "cut off there, or it has a missing or extra delimiter or quotation mark."
                )
            yield line, stripped[:width]

    def _find_header(self, known: set[str]) -> tuple[str, int]:
        delimiter = ""
        with self._open() as file:
            for number, text in enumerate(file, start=1):
                if named := _DELIMITER_LINE.fullmatch(text):
                    delimiter = named["delimiter"]
                elif not _BLANK_LINE.fullmatch(text):
                    delimiter = delimiter or _delimiter_of(chain([text], file), known)
                    return delimiter, number
        raise FileRefused(f"{self.path.name} is empty.")

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the header and all rows, each with the line where it begins."""
        skipped = self.header_line - 1
        with self._open() as file:
            for _ in range(skipped):
                next(file)
            reader = csv.reader(file, delimiter=self._delimiter, strict=True)
            line = self.header_line
            try:
                for cells in reader:
                    yield line, cells
                    line = skipped + reader.line_num + 1
            except csv.Error as error:
                raise FileRefused(self._fault_in_words(error, line)) from None

    def _open(self) -> TextIO:
        return self.path.open(encoding=self.encoding, newline="")

    def _fault_in_words(self, error: csv.Error, line: int) -> str:
        message = str(error)
        fault = next((words for part, words in _FAULTS.items() if part in message), message)
        return f"{self.path.name} is not valid CSV: in the row that begins on line {line}, {fault}."


def _delimiter_of(lines: Iterable[str], known: set[str]) -> str:
    start = list(_first_lines(lines))

    def known_cells(delimiter: str) -> int:
        header = next(csv.reader(start, delimiter=delimiter), [])
        return sum(cell.strip().lower() in known for cell in header)

    return max(DELIMITERS, key=known_cells)


def _first_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield at most 50 lines: enough for a header whose names contain line ends."""
    for number, line in enumerate(lines):
        if number == 50:
            return
        yield line
