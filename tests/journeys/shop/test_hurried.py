"""A hurried shopper with a phone: lost connections, second thoughts, looks at the cart."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.shopper import GOOD_CARD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIST = "/products/cleaning-care/wash-exterior/?sort=name"
SHAMPOO = "AUT-CC-001"
SPONGE = "AUT-CC-009"  # without other versions, so its card adds it
NOT_ADDED = "No connection: it was not added. Please try again."


@pytest.mark.parametrize("how", ["offline", "failing"])
def test_a_lost_connection_keeps_the_page_and_says_that_nothing_was_added(a_shopper, how):
    shopper = a_shopper(javascript=True)
    page = shopper.page
    shopper.opens(LIST)
    card = page.locator(".product-card").filter(has=page.locator(f'input[value="{SPONGE}"]'))
    add = card.get_by_role("button", name=re.compile("^Add "))
    if how == "offline":
        page.context.set_offline(True)
    else:
        page.route("**/cart/add/", lambda route: route.abort("connectionreset"))
    add.click()
    expect(page.get_by_role("alert")).to_have_text(NOT_ADDED)
    assert page.url.endswith(LIST)
    page.context.set_offline(False)
    page.unroute_all()
    add.click()
    expect(page.locator(".masthead__count")).to_have_text(re.compile("^1"))
    expect(page.get_by_text(NOT_ADDED)).to_have_count(0)


def test_a_lost_connection_keeps_the_product_and_the_cart(a_shopper):
    shopper = a_shopper(javascript=True)
    page = shopper.page
    shopper.puts_in_cart(SHAMPOO, 2)
    page.context.set_offline(True)
    page.get_by_role("button", name="One more of").click()
    expect(page.get_by_role("alert")).to_contain_text("No connection: your cart is unchanged.")
    expect(page.locator("input[name=quantity]")).to_have_value("2")
    page.context.set_offline(False)
    shopper.finds(SHAMPOO)
    page.context.set_offline(True)
    shopper.clicks("Add to cart", role="button")
    expect(page.get_by_role("alert")).to_have_text(NOT_ADDED)
    page.context.set_offline(False)
    assert shopper.cart() == {SHAMPOO: 2}


@pytest.mark.parametrize("has_javascript", [True, False])
def test_a_removed_line_comes_back(a_shopper, has_javascript):
    shopper = a_shopper(javascript=has_javascript)
    page = shopper.page
    shopper.puts_in_cart(SHAMPOO, 2)
    page.locator("input[name=quantity]").fill("0")
    page.locator("input[name=quantity]").press("Enter")
    expect(page.get_by_text("was removed from your cart.").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator("input[name=quantity]")).to_have_value("2")


def test_a_look_at_the_cart_loses_nothing_that_was_typed_until_it_is_paid(a_shopper):
    shopper = a_shopper(javascript=True)
    page = shopper.page
    shopper.puts_in_cart(SHAMPOO)
    shopper.fills_in_checkout("hurried@example.com", line1="7 Quick Street")
    page.get_by_role("link", name="Cart", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")
    shopper.opens("/checkout/")
    expect(page.locator("main [name=email]")).to_have_value("hurried@example.com")
    expect(page.locator("main [name=line1]")).to_have_value("7 Quick Street")
    shopper.clicks("Pay £", role="button")
    expect(page).to_have_url(re.compile("/c/pay/"))
    shopper.pays_with(GOOD_CARD)
    shopper.sees_paid_order()
    assert page.evaluate("sessionStorage.getItem('checkout-typed')") is None
    shopper.puts_in_cart(SHAMPOO)
    shopper.opens("/checkout/")
    expect(page.locator("main [name=line1]")).to_have_value("")


def test_back_from_stripe_after_an_error_shows_the_checkout(a_shopper):
    shopper = a_shopper(javascript=True)
    page = shopper.page
    shopper.puts_in_cart(SHAMPOO)
    shopper.fills_in_checkout("back@example.com", postcode="")
    shopper.clicks("Pay £", role="button")
    errors = page.get_by_role("alert")
    expect(errors).to_contain_text("Please enter your postcode.")
    expect(errors).to_be_focused()
    page.locator("main [name=postcode]").fill("LS1 4AP")
    shopper.clicks("Pay £", role="button")
    expect(page).to_have_url(re.compile("/c/pay/"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Checkout")
    expect(page.locator("main [name=postcode]")).to_have_value("LS1 4AP")
