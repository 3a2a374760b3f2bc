"""A mean of stars, as it is shown: pure arithmetic on whole numbers.

The one rounding: to a tenth of a star, half tenths upwards.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeanStars:
    """The mean of `count` reviews, in tenths of a star: 43 is 4.3 of 5."""

    tenths: int
    count: int

    @property
    def as_number(self) -> str:
        return f"{self.tenths // 10}.{self.tenths % 10}"


def mean_stars(*, stars_sum: int, count: int) -> MeanStars | None:
    """None where nobody has said anything yet."""
    if not count:
        return None
    return MeanStars((stars_sum * 20 + count) // (2 * count), count)
