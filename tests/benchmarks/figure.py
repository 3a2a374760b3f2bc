"""One line of the table that `make bench` prints."""

from dataclasses import dataclass

WIDTH = 66


@dataclass(frozen=True)
class Figure:
    """`complaint` says what is wrong; empty when nothing is, or nothing could be."""

    what: str
    value: str
    complaint: str = ""

    def __str__(self) -> str:
        return f"  {self.what:{WIDTH}}{self.value:>16}  {self.complaint}".rstrip()
