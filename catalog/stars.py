"""Mean star rating, in whole tenths of a star. Half a tenth is rounded up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeanStars:
    """Mean of `count` reviews in tenths of a star: 43 means 4.3 of 5."""

    tenths: int
    count: int

    @property
    def as_number(self) -> str:
        return f"{self.tenths // 10}.{self.tenths % 10}"


def mean_stars(*, stars_sum: int, count: int) -> MeanStars | None:
    """Return the mean, or None if there are no reviews."""
    if not count:
        return None
    return MeanStars((stars_sum * 20 + count) // (2 * count), count)
