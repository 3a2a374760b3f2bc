"""Lists of short texts that editors type one a line. Pure: no queries."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible


def lines_of(text: str) -> list[str]:
    """Return the lines of the text without surrounding space and without blank lines."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return [line for part in unix.split("\n") if (line := part.strip())]


@deconstructible
@dataclass
class LinesValidator:
    """Refuse more than `most` lines, or lines that are too long."""

    most: int
    max_length: int

    def __call__(self, text: str) -> None:
        lines = lines_of(text)
        if len(lines) > self.most:
            raise ValidationError(f"There are {len(lines)} lines; {self.most} is the maximum.")
        for line in lines:
            if len(line) > self.max_length:
                raise ValidationError(
                    f"“{line[:40]}…” has {len(line)} characters; {self.max_length} is the maximum."
                )
