"""Opening a CSV file of unknown encoding and delimiter, as spreadsheets and other shops write."""

import codecs
import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from catalog.imports.rows import FileRefused

DELIMITERS = (",", ";", "\t")
CHUNK = 1 << 16
MOST_CELL_CHARACTERS = 1_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path) -> str:
    """UTF-8 or UTF-16 where the file says or is so, else Windows-1252, which takes nearly all."""
    try:
        with path.open("rb") as file:
            start = file.read(CHUNK)
            for bom, name in _BOMS:
                if start.startswith(bom):
                    return name
            decoder = codecs.getincrementaldecoder("utf-8")()
            while start:
                decoder.decode(start)
                start = file.read(CHUNK)
            decoder.decode(b"", final=True)
    except FileNotFoundError:
        raise FileRefused(f"There is no file {path}.") from None
    except UnicodeDecodeError:
        return "cp1252"
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error}.") from None
    return "utf-8"


def read_cells(
    path: Path, *, known: Iterable[str]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and each row that is not blank with the line where it begins."""
    rows = iterate_cells(path, known=known)
    _, header = next(rows)
    return header, list(rows)


def iterate_cells(
    path: Path, *, known: Iterable[str], strict: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """The header first, then each row that is not blank, each with the line where it begins.

    The delimiter is the one under which most column names are `known` (in small letters).
    """
    encoding = encoding_of(path)
    usual_limit = csv.field_size_limit(MOST_CELL_CHARACTERS)
    try:
        delimiter = _delimiter_of(path, encoding, set(known))
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=strict)
            header = [name.strip() for name in next(reader, [])]
            if not any(header):
                raise FileRefused(f"{path.name} is empty.")
            yield 1, header
            line = reader.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield line, [cell.strip() for cell in cells]
                line = reader.line_num + 1
    except UnicodeError as error:
        raise FileRefused(f"{path.name} is no text file that can be read: {error}.") from None
    except csv.Error as error:
        raise FileRefused(
            f"{path.name} is no valid CSV: {error} (line {reader.line_num})."
        ) from None
    finally:
        csv.field_size_limit(usual_limit)  # the limit is the whole process's


def _delimiter_of(path: Path, encoding: str, known: set[str]) -> str:
    def known_cells(delimiter: str) -> int:
        with path.open(encoding=encoding, newline="") as file:
            header = next(csv.reader(file, delimiter=delimiter), [])
        return sum(cell.strip().lower() in known for cell in header)

    return max(DELIMITERS, key=known_cells)
