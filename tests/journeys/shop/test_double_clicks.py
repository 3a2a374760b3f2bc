"""A double click on a button counts once."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.shopper import GOOD_CARD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAX = "AUT-AC-003"


def double_clicks(shopper, words: str) -> None:
    shopper.page.locator("main").get_by_role("button", name=words).first.dblclick()


@pytest.mark.parametrize("javascript", [False, True], ids=["plain", "javascript"])
def test_a_double_click_adds_one_and_pays_once(a_shopper, records, javascript):
    shopper = a_shopper(javascript=javascript)
    shopper.finds(WAX)
    double_clicks(shopper, "Add to cart")
    expect(shopper.page).to_have_url(f"{shopper.shop.address}/cart/")
    assert shopper.cart() == {WAX: 1}
    shopper.finds(WAX)
    double_clicks(shopper, "Add to cart")
    expect(shopper.page).to_have_url(f"{shopper.shop.address}/cart/")
    assert shopper.cart() == {WAX: 2}

    email = f"impatient-{javascript}@example.com".lower()
    shopper.fills_in_checkout(email)
    double_clicks(shopper, "Pay £")
    expect(shopper.page).to_have_url(re.compile(f"^{shopper.shop.stripe_address}/c/pay/"))
    shopper.cancels()
    shopper.opens("/checkout/")
    assert shopper.page.locator("main [name=email]").input_value() == email
    shopper.clicks("Pay £", role="button")
    shopper.pays_with(GOOD_CARD)
    shopper.sees_paid_order()
    assert records.order_states(email).count("paid") == 1
