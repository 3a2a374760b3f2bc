"""Carts: bundles, a merge at log-in, a total that changes during payment."""

import pytest
from playwright.sync_api import expect

from tests.journeys.shopper import GOOD_CARD, figures

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GLASS_SET = "BND-STD-003"
ITS_PARTS = {"AUT-CC-025": 1, "AUT-CC-030": 2, "AUT-CC-027": 1, "AUT-CC-028": 2}
RAISED = "AUT-PF-028"  # £46.99

NEW_PRICE = """
from catalog.models import ProductPage
page = ProductPage.objects.get(sku_claim__pk="{sku}")
page.price_pence = page.price_pence + 1000
page.save_revision().publish()
"""


def test_a_bundle_is_paid_at_its_price_and_reduces_the_stock_of_its_parts(guest, records):
    before = {sku: records.stock_of(sku)[0] for sku in ITS_PARTS}
    guest.puts_in_cart(GLASS_SET)
    shown = figures(list_pence=2184, bundle_saving=218, delivery=499, total_pence=2465)
    assert guest.figures() == shown
    guest.goes_to_pay("bundle@example.com")
    guest.pays_with(GOOD_CARD)
    guest.sees_paid_order()
    assert guest.figures() == shown
    after = {sku: records.stock_of(sku) for sku in ITS_PARTS}
    assert after == {sku: (before[sku] - pieces, 0) for sku, pieces in ITS_PARTS.items()}


@pytest.mark.parametrize("has_javascript", [True, False])
def test_the_stepper_changes_quantity_and_figures(a_shopper, has_javascript):
    shopper = a_shopper(javascript=has_javascript)
    shopper.puts_in_cart(RAISED)
    total = shopper.page.locator("#total")
    more = shopper.page.get_by_role("button", name="One more of")
    before = total.inner_text()
    more.click()
    expect(shopper.page.locator("input[name=quantity]")).to_have_value("2")
    expect(total).not_to_have_text(before)
    if has_javascript:
        expect(more).to_be_focused()
        expect(shopper.page.locator("[data-badge]")).to_contain_text("2")
        expect(shopper.page.get_by_role("button", name="Update")).to_have_count(0)
    shopper.page.get_by_role("button", name="One fewer of").click()
    expect(total).to_have_text(before)
    shopper.page.locator("input[name=quantity]").fill("3")
    shopper.page.locator("input[name=quantity]").press("Enter")
    expect(shopper.page.locator("input[name=quantity]")).to_have_value("3")
    expect(total).not_to_have_text(before)


def test_what_reaches_free_delivery_is_added_in_place(a_shopper):
    shopper = a_shopper(javascript=True)
    shopper.puts_in_cart("AUT-AC-001")
    offered = shopper.page.get_by_role("region", name="Reach free delivery with one of these")
    offered.get_by_role("button", name="Add").first.click()
    expect(shopper.page.locator("#delivery")).to_have_text("Free")
    expect(shopper.page.locator(".cart-line")).to_have_count(2)
    expect(offered).to_have_count(0)


def test_on_a_phone_the_way_to_the_checkout_stays_in_view(a_shopper):
    shopper = a_shopper(viewport={"width": 360, "height": 640})
    for sku in ("AUT-AC-001", "AUT-AC-002", "AUT-AC-003"):
        shopper.puts_in_cart(sku)
    shopper.page.evaluate("scrollTo(0, 0)")
    to_checkout = shopper.page.get_by_role("link", name="Go to checkout")
    expect(to_checkout).to_have_count(1)
    expect(to_checkout).to_be_in_viewport()
    to_checkout.click()
    expect(shopper.page).to_have_url(f"{shopper.shop.address}/checkout/")


def test_a_guest_s_cart_is_merged_at_log_in_with_a_message(a_shopper):
    at_home, on_the_way = a_shopper(), a_shopper()
    at_home.logs_in("marketing@autovise.example")
    at_home.puts_in_cart("AUT-AC-001", 2)
    on_the_way.puts_in_cart("AUT-AC-001", 1)
    on_the_way.puts_in_cart("AUT-AC-002", 3)
    on_the_way.logs_in("marketing@autovise.example")
    notice = "The items that you chose before you logged in are now in your cart."
    expect(on_the_way.page.get_by_role("status").filter(has_text=notice)).to_be_visible()
    assert on_the_way.cart() == at_home.cart() == {"AUT-AC-001": 3, "AUT-AC-002": 3}


def test_a_changed_total_is_shown_and_not_charged(guest, shop, records):
    guest.puts_in_cart(RAISED)
    assert guest.figures() == figures(list_pence=4699, total_pence=4699)
    guest.fills_in_checkout("patient@example.com")
    shop.manage("shell", "-c", NEW_PRICE.format(sku=RAISED))
    guest.clicks("Pay £", role="button")
    alert = guest.page.get_by_role("alert")
    expect(alert).to_contain_text("£46.99")
    expect(alert).to_contain_text("£56.99")
    assert guest.figures() == figures(list_pence=5699, total_pence=5699)
    assert records.order_states("patient@example.com") == []
    assert records.stock_of(RAISED)[1] == 0

    guest.clicks("Pay £", role="button")
    assert guest.page.locator("#total").inner_text() == "£56.99"
    guest.pays_with(GOOD_CARD)
    guest.sees_paid_order()
    assert guest.figures() == figures(list_pence=5699, total_pence=5699)
