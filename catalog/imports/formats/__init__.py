"""Readers of other shops' exports. They convert files to rows of our own columns."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from catalog.imports.files.rows import Row


@dataclass(frozen=True, slots=True)
class Reading:
    """Result of a reader. `left_out` has the lines that are no product, each with the reason."""

    rows: list[Row]
    encoding: str
    unknown_columns: list[str]
    left_out: list[tuple[int, str]] = field(default_factory=list)


Reader = Callable[[Path], Reading]
