"""The purchase that must always work: a guest, in a browser without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.journeys.shopper import GOOD_CARD, figures

pytestmark = pytest.mark.browser

SHAMPOO = "AUT-CC-001"
EXPECTED = figures(list_pence=1298, delivery=499, total_pence=1797)


def test_a_guest_goes_from_home_to_a_paid_order(guest, shop, records, stripe_side):
    on_hand, held = records.stock_of(SHAMPOO)
    guest.opens("/")
    guest.clicks("Cleaning & Care")
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Cleaning & Care")
    guest.clicks("Car Shampoo")
    guest.page.locator("main input[name=quantity]").fill("2")
    guest.clicks("Add to cart", role="button")
    assert guest.figures() == EXPECTED

    guest.clicks("Go to checkout")
    assert guest.figures() == EXPECTED
    guest.goes_to_pay("walker@example.com")
    assert records.stock_of(SHAMPOO) == (on_hand, held + 2)
    assert guest.page.locator("#total").inner_text() == "£17.97"

    guest.pays_with(GOOD_CARD)
    number = guest.sees_paid_order()
    assert guest.figures() == EXPECTED
    session_id = guest.session_id()
    assert guest.cart() == {}

    event = stripe_side.event_about(session_id)
    assert [stripe_side.sends(event) for _ in range(2)] == [[200], [200]]
    records.wait_until_idle()
    assert records.events_about(session_id) == ["checkout.session.completed"]
    assert records.order_states("walker@example.com") == ["paid"]
    assert records.stock_of(SHAMPOO) == (on_hand - 2, held)
    assert records.sales_of(SHAMPOO) == [-2]
    _check_confirmation(records.mails_about(number), number)


def _check_confirmation(mails, number) -> None:
    [mail] = mails
    assert mail["To"] == "walker@example.com"
    for kind in ("plain", "html"):
        words = mail.get_body((kind,)).get_content()
        assert number in words
        assert "£17.97" in words
