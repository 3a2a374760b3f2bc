"""A customer's first order has 10 % off and free delivery; the second has neither."""

import pytest
from playwright.sync_api import expect

from tests.journeys.shopper import GOOD_CARD, figures

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOPPER = "shopper@autovise.example"
ADAPTER = "AUT-EL-001"  # £11.99


def test_the_first_order_has_the_saving_and_the_second_does_not(a_shopper, records):
    shopper = a_shopper()
    shopper.logs_in(SHOPPER)
    shopper.puts_in_cart(ADAPTER)
    first = figures(list_pence=1199, first_order_saving=120, total_pence=1079)
    assert shopper.figures() == first
    shopper.goes_to_pay(SHOPPER)
    assert shopper.page.locator("#discount").inner_text() == "−£1.20"
    assert shopper.page.locator("#shipping").inner_text() == "Free"
    assert shopper.page.locator("#total").inner_text() == "£10.79"
    shopper.pays_with(GOOD_CARD)
    shopper.sees_paid_order()
    assert shopper.figures() == first

    shopper.puts_in_cart(ADAPTER)
    second = figures(list_pence=1199, delivery=499, total_pence=1698)
    assert shopper.figures() == second
    shopper.goes_to_pay(SHOPPER)
    expect(shopper.page.locator("#discount")).to_have_count(0)
    shopper.pays_with(GOOD_CARD)
    shopper.sees_paid_order()
    assert shopper.figures() == second
    assert records.order_states(SHOPPER) == ["paid", "paid"]
