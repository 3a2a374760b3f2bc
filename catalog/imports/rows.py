"""What readers hand over: rows by column, each with its line; or the word that it is no file."""

from dataclasses import dataclass


class FileRefused(Exception):
    """The file as a whole cannot be read; the message says why, in words for an editor."""


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: `line` is where it begins in the file, the header being line 1."""

    line: int
    values: dict[str, str]
