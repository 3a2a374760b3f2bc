"""Periods of days in the shop's time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

# Charts of longer periods have weeks or months.
MAX_DAYS_DRAWN = 92
EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def quarter_before(cls, today: date) -> "Period":
        """Return the last whole quarter of a calendar year."""
        begins = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
        last = begins - timedelta(days=1)
        return cls(date(last.year, last.month - 2, 1), last)

    @classmethod
    def last_days(cls, count: int, today: date) -> "Period":
        """Return the period of so many days that ends today."""
        return cls(today - timedelta(days=count - 1), today)

    @property
    def before(self) -> "Period":
        """The period of as many days just before this one."""
        last = self.first - timedelta(days=1)
        return Period(last - (self.last - self.first), last)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Moments of the beginning, included, and of the end, excluded."""
        return _midnight(self.first), _midnight(self.last + timedelta(days=1))

    def days(self) -> Iterator[date]:
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
