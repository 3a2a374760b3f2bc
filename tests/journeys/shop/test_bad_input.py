"""Input that the shop's forms never send: an error message, and no partial effect."""

import pytest
from playwright.sync_api import expect

from tests.journeys.shopper import GOOD_CARD, figures

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FRESHENER = "AUT-AC-002"  # £3.49
UNGUARD = """field => { field.form.noValidate = true; field.type = 'text';
    field.removeAttribute('inputmode'); }"""
SLIP_IN = """button => { for (const name of ['price', 'price_pence', 'list_pence', 'total']) {
    const field = document.createElement('input'); field.type = 'hidden';
    field.name = name; field.value = '1'; button.form.append(field); } }"""


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        ("0", "Please add at least one."),
        ("-1", "Please add at least one."),
        ("1" + "0" * 20, "The maximum quantity is 999."),
        ("abc", "A quantity is a whole number"),
    ],
)
def test_an_invalid_quantity_is_refused_with_a_message(guest, quantity, said):
    guest.finds(FRESHENER)
    field = guest.page.locator("main input[name=quantity]")
    field.evaluate(UNGUARD)
    field.fill(quantity)
    with guest.page.expect_response("**/cart/add/") as answer:
        guest.clicks("Add to cart", role="button")
    assert answer.value.status == 400
    expect(guest.page.get_by_role("alert")).to_contain_text(said)
    assert guest.cart() == {}


def test_a_posted_price_is_ignored(guest):
    guest.finds(FRESHENER)
    guest.page.locator("main .add__button").evaluate(SLIP_IN)
    guest.clicks("Add to cart", role="button")
    expect(guest.page).to_have_url(f"{guest.shop.address}/cart/")
    assert guest.figures() == figures(list_pence=349, delivery=499, total_pence=848)


def test_an_empty_cart_cannot_check_out(guest):
    guest.opens("/checkout/")
    expect(guest.page).to_have_url(f"{guest.shop.address}/cart/")
    assert "there is nothing to check out yet" in guest.text()
    assert guest.page.locator("data[id]").count() == 0


def test_another_visitor_s_order_page_is_not_found(a_shopper):
    buyer, stranger = a_shopper(), a_shopper()
    buyer.puts_in_cart(FRESHENER)
    buyer.goes_to_pay("private@example.com", name="Priya Private", line1="7 Secret Lane")
    buyer.pays_with(GOOD_CARD)
    number = buyer.sees_paid_order()
    path = buyer.page.url.removeprefix(buyer.shop.address)
    answer = stranger.opens(path)
    assert answer.status == 404
    shown = stranger.page.content()
    for private in (number, "private@example.com", "Priya", "Secret Lane", "£8.48"):
        assert private not in shown


def test_a_forged_event_pays_nothing(guest, stripe_side, records):
    guest.puts_in_cart(FRESHENER)
    guest.goes_to_pay("forger@example.com")
    forged = {
        "id": "evt_forged",
        "type": "checkout.session.completed",
        "livemode": False,
        "data": {"object": {"id": guest.session_id(), "payment_status": "paid"}},
    }
    assert stripe_side.sends(forged, secret="whsec_of_somebody_else") == [400]
    assert stripe_side.sends(forged) == [200]
    assert records.order_states("forger@example.com") == ["awaiting_payment"]
