"""Totals of a session, for any items and any discount."""

from hypothesis import given
from hypothesis import strategies as st

from fakestripe.payments.totals import add_up

pence = st.integers(0, 1_000_000)
lines = st.lists(pence, min_size=1, max_size=100)


@given(lines, pence, pence)
def test_an_amount_off_adds_up_line_by_line(line_subtotals, amount_off, shipping):
    totals = add_up(line_subtotals, amount_off=amount_off, shipping=shipping)
    assert totals.discount == min(amount_off, sum(line_subtotals))
    assert totals.total == sum(line_subtotals) - totals.discount + shipping
    for subtotal, discount in zip(line_subtotals, totals.line_discounts, strict=True):
        assert 0 <= discount <= subtotal


@given(lines, st.integers(1, 100))
def test_a_percentage_is_rounded_once_half_up(line_subtotals, percent):
    totals = add_up(line_subtotals, percent_off=percent)
    assert totals.discount == (sum(line_subtotals) * percent + 50) // 100
