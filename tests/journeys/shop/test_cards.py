"""Cards that do not pay at once: declined, cancelled, confirmed with the bank."""

import pytest
from playwright.sync_api import expect

from tests.journeys.shopper import CARD_THAT_ASKS, DECLINED_CARD, GOOD_CARD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LAST_PIECE = "AUT-SE-033"  # there is one, at £6.99
TOWEL, MITT = "AUT-CC-007", "AUT-CC-006"


def test_the_last_piece_can_be_bought_after_a_declined_and_a_cancelled_payment(guest, records):
    assert records.stock_of(LAST_PIECE) == (1, 0)
    guest.puts_in_cart(LAST_PIECE)
    guest.goes_to_pay("declined@example.com")
    guest.pays_with(DECLINED_CARD)
    expect(guest.page.get_by_role("alert")).to_have_text("Your card has been declined.")
    guest.cancels()
    expect(guest.page.get_by_role("status").first).to_contain_text("nothing was charged")
    assert guest.cart() == {LAST_PIECE: 1}
    assert records.stock_of(LAST_PIECE) == (1, 1)

    guest.goes_to_pay("declined@example.com")
    assert records.stock_of(LAST_PIECE) == (1, 1)
    guest.pays_with(GOOD_CARD)
    guest.sees_paid_order()
    assert guest.cart() == {}
    assert records.stock_of(LAST_PIECE) == (0, 0)
    assert records.order_states("declined@example.com") == ["cancelled", "paid"]


def test_a_product_that_is_being_paid_is_not_sold_to_another_shopper(a_shopper, records):
    sku = "AUT-EL-014"  # the other product of which there is one
    first, second = a_shopper(), a_shopper()
    first.puts_in_cart(sku)
    second.puts_in_cart(sku)
    first.goes_to_pay("quick@example.com")
    second.opens("/checkout/")
    expect(second.page).to_have_url(f"{second.shop.address}/cart/")
    assert "no longer available" in second.text()
    assert records.stock_of(sku) == (1, 1)
    first.pays_with(GOOD_CARD)
    first.sees_paid_order()
    assert records.stock_of(sku) == (0, 0)


def test_a_confirmed_card_pays(guest, records):
    on_hand, _ = records.stock_of(TOWEL)
    guest.puts_in_cart(TOWEL)
    guest.goes_to_pay("confirms@example.com")
    guest.pays_with(CARD_THAT_ASKS)
    guest.clicks("Complete authentication", role="button")
    guest.sees_paid_order()
    assert records.order_states("confirms@example.com") == ["paid"]
    assert records.stock_of(TOWEL) == (on_hand - 1, 0)


def test_another_card_can_pay_after_a_failed_confirmation(guest, records):
    on_hand, _ = records.stock_of(MITT)
    guest.puts_in_cart(MITT)
    guest.goes_to_pay("fails@example.com")
    guest.pays_with(CARD_THAT_ASKS)
    guest.clicks("Fail authentication", role="button")
    expect(guest.page.get_by_role("alert")).to_contain_text("unable to authenticate")
    assert records.order_states("fails@example.com") == ["awaiting_payment"]
    guest.pays_with(GOOD_CARD)
    guest.sees_paid_order()
    assert records.order_states("fails@example.com") == ["paid"]
    assert records.stock_of(MITT) == (on_hand - 1, 0)
