"""Pages on paper: what was bought or is for sale, and nothing that only a screen can use."""

import pytest

from tests.journeys.pixels import contrast
from tests.journeys.screens import DESK
from tests.journeys.shopper import ADDRESS, GOOD_CARD
from tests.journeys.spray import PATH, SKU
from tests.journeys.walk import BUNDLE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("spray")]

USELESS = ":is(nav, button, .btn, input, select, textarea, progress):not(.visually-hidden)"
WHITE = (255, 255, 255)
MIN_CONTRAST = 7
# Printers leave out backgrounds, so each text must stand out from white.
PRINTED = """() => {
    const printed = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const words = walker.currentNode.data.trim();
        const isHidden = element.closest(".visually-hidden, script, svg");
        if (!words || isHidden || !element.checkVisibility()) continue;
        printed.push([words, getComputedStyle(element).color.match(/\\d+/g).map(Number)]);
    }
    return printed;
}"""
TRADER = "Autovise Demonstration Ltd"


def printed_words(shopper) -> str:
    """Return the printed words, once everything that is wrong on any paper is ruled out."""
    page = shopper.page
    page.emulate_media(media="print", color_scheme="dark")
    shown = [one for one in page.locator(USELESS).all() if one.is_visible()]
    assert [one.evaluate("element => element.outerHTML.slice(0, 99)") for one in shown] == []
    printed = page.evaluate(PRINTED)
    pale = [words for words, colour in printed if contrast(tuple(colour[:3]), WHITE) < MIN_CONTRAST]
    assert pale == []
    words = " ".join(words for words, _ in printed)
    assert TRADER in words
    page.emulate_media(media="screen", color_scheme="light")
    return words


def test_a_product_is_printed_with_all_its_details(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    shopper.opens(PATH)
    words = printed_words(shopper)
    for part in (
        "Journey Spray",
        "£12.99",
        "£17.98 delivered",
        "In stock",
        "H222",
        "Clear",
        "Wipe.",
    ):
        assert part in words
    assert "Yes, outdoors." in words  # the answer of a closed question
    for part in ("Similar products", "Write a review", "Save for later", "Newsletter"):
        assert part not in words


def test_cart_and_order_are_printed_with_prices_and_addresses(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    shopper.puts_in_cart(SKU)
    shopper.puts_in_cart(BUNDLE)
    cart = printed_words(shopper)
    for part in ("Your cart", "Journey Spray", "£12.99 each", "£23.63", "£21.27 each", "£39.25"):
        assert part in cart
    for part in ("Empty the cart", "Go to checkout", "First order?", "Reach free delivery"):
        assert part not in cart
    shopper.goes_to_pay("paper@example.com")
    shopper.pays_with(GOOD_CARD)
    number = shopper.sees_paid_order()
    order = printed_words(shopper)
    for part in (number, *ADDRESS.values(), "paper@example.com", "£21.27", "£39.25", "VAT"):
        assert part in order
    for part in ("Create my account", "Subscribe", "Invoice as PDF", "Continue shopping"):
        assert part not in order
    shopper.clicks("VAT receipt")
    receipt = printed_words(shopper)
    for part in (number, *ADDRESS.values(), "£21.27", "£39.25", "VAT number"):
        assert part in receipt
    assert receipt.count("company number") <= 1  # the seller's details replace the trader's line
