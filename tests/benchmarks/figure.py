"""One line of the table that `make bench` prints."""

from dataclasses import dataclass

WIDTH = 78


@dataclass(frozen=True)
class Figure:
    """`complaint` says what is wrong; empty when nothing is, or nothing could be."""

    what: str
    value: str
    complaint: str = ""

    def __str__(self) -> str:
        return f"  {self.what:{WIDTH}}{self.value:>26}  {self.complaint}".rstrip()
