"""Bulk price changes: whole pence, half pennies rounded for the buyer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.desk.listings.price_changes import PriceChange


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (PriceChange(percent=10), 1000, 1100),
        (PriceChange(percent=10), 1299, 1429),  # 129.9 up
        (PriceChange(percent=10), 1005, 1105),  # 100.5: the half penny is not taken
        (PriceChange(percent=-10), 1005, 904),  # 100.5: the half penny is given
        (PriceChange(percent=-90), 1, 0),
        (PriceChange(pence=50), 1299, 1349),
        (PriceChange(pence=-1299), 1299, 0),
    ],
)
def test_price_changes_are_rounded_in_the_buyer_s_favour(change, old, new):
    assert change.applied_to(old) == new


@given(st.integers(1, 10**7), st.integers(1, 90))
def test_a_change_is_never_off_by_more_than_half_a_penny(old, percent):
    for sign in (1, -1):
        exact = old * (100 + sign * percent)
        new = PriceChange(percent=sign * percent).applied_to(old) * 100
        assert -50 <= new - exact < 50 or new - exact == -50


@pytest.mark.parametrize(
    ("change", "words"),
    [(PriceChange(percent=-5), "-5 %"), (PriceChange(pence=150), "+£1.50"),
     (PriceChange(pence=-5), "−£0.05")],
)  # fmt: skip
def test_it_is_described_as_text(change, words):
    assert str(change) == words
