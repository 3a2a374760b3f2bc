"""Date on which goods arrive."""

from datetime import date

import pytest

from catalog.delivery_dates import DeliveryDate, delivery_date


@pytest.mark.parametrize(
    ("today", "days", "arrives_on"),
    [
        (date(2026, 11, 29), 2, date(2026, 12, 1)),  # a Sunday: weekends count
        (date(2026, 12, 31), 2, date(2027, 1, 2)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2026, 11, 29), 0, date(2026, 11, 29)),
    ],
)
def test_goods_arrive_so_many_days_after_the_order(today, days, arrives_on):
    assert delivery_date(today, delivery_days=days) == DeliveryDate(today, arrives_on)
