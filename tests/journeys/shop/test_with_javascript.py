"""Enhancements by JavaScript, and use with the keyboard."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHAMPOO = "AUT-CC-003"
FOCUSED = "() => document.activeElement.innerText.trim()"
MAX_STOPS = 120


def test_the_cart_badge_is_filled_in_on_public_pages(a_shopper):
    shopper = a_shopper(javascript=True)
    shopper.puts_in_cart(SHAMPOO, 2)
    shopper.opens("/")
    expect(shopper.page.locator(".masthead__count")).to_have_text("2 items")


def test_without_javascript_the_links_are_plain(guest):
    guest.puts_in_cart(SHAMPOO, 2)
    guest.opens("/")
    expect(guest.page.get_by_role("link", name="Cart", exact=True)).to_be_visible()
    expect(guest.page.locator(".masthead__count")).to_have_count(0)


def test_the_checkout_is_reachable_with_the_keyboard_only(a_shopper):
    shopper = a_shopper(javascript=True)
    shopper.opens("/")
    for words in ("Shop all products", "Air Compressor", "Add to cart"):
        _tab_to(shopper.page, words)
        with shopper.page.expect_navigation():
            shopper.page.keyboard.press("Enter")
    expect(shopper.page).to_have_url(f"{shopper.shop.address}/cart/")
    _tab_to(shopper.page, "Go to checkout")
    shopper.page.keyboard.press("Enter")
    expect(shopper.page.get_by_role("heading", level=1)).to_have_text("Checkout")


def _tab_to(page, words: str) -> None:
    seen = []
    for _ in range(MAX_STOPS):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
        if seen[-1] == words:
            return
    raise AssertionError(f"{words!r} cannot be reached by Tab, but these can: {seen}")
