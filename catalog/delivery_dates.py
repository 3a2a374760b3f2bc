"""Date on which goods arrive (docs/design.md, money rule 3). Pure: no Django, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class DeliveryDate:
    """Goods ordered on one day arrive on another. Weekends count as any other day.

    Both days are named where the date is shown: a cached page stays true after midnight.
    """

    ordered_on: date
    arrives_on: date


def delivery_date(today: date, *, delivery_days: int) -> DeliveryDate:
    """Return when goods ordered today arrive. `today` is a day in the United Kingdom."""
    return DeliveryDate(today, today + timedelta(days=delivery_days))
