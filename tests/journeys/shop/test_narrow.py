"""No page scrolls sideways, also with a word of 100 letters wherever words come from people."""

import pytest

from tests.journeys.screens import LONG_WORD, WIDTH_OF_CONTENT
from tests.journeys.walk import BUNDLE, PRODUCT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# 320 CSS pixels are also what a screen of 1280 pixels has at 400 % zoom.
WIDTHS = (320, 360, 820, 1440)
TITLES = (
    "h1, h2:not(summary h2), h3, .crumbs [aria-current], .mini-cart li > span, .variant__name, "
    ".summary__lines span:first-child"
)
LENGTHEN = """([selector, word]) => {
    for (const title of document.querySelectorAll(selector)) {
        const words = title.querySelector("a") ?? title;
        words.append(" " + word);
    }
}"""


def pages_with_long_words(shopper):
    """Yield the name of each page while it is open, with long words in it."""
    shopper.opens(f"/search/?q={LONG_WORD}")
    yield "search"
    shopper.opens(f"/products/?tag={LONG_WORD}")
    yield "filtered list"
    for path in ("/", "/products/", "/products/cleaning-care/", "/accounts/login/", "/privacy/"):
        shopper.opens(path)
        yield path
    for sku in (PRODUCT, BUNDLE):
        shopper.finds(sku)
        yield sku
        shopper.puts_in_cart(sku)
    yield "cart"
    shopper.fills_in_checkout(f"{LONG_WORD[:60]}@example.com", name=LONG_WORD, line1=LONG_WORD)
    yield "checkout"
    shopper.page.locator("main [name=postcode]").fill(LONG_WORD[:10])
    shopper.clicks("Pay £", role="button")
    shopper.page.locator("main [role=alert]").first.wait_for()
    yield "checkout with errors"


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(a_shopper, width):
    shopper = a_shopper(javascript=True, viewport={"width": width, "height": 740})
    too_wide = {}
    for name in pages_with_long_words(shopper):
        shopper.page.evaluate(LENGTHEN, [TITLES, LONG_WORD])
        shown = shopper.page.evaluate(WIDTH_OF_CONTENT)
        if shown > width:
            too_wide[name] = shown
    assert too_wide == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_open_menu_fits_the_screen(a_shopper, width):
    shopper = a_shopper(javascript=True, viewport={"width": width, "height": 740})
    shopper.opens("/products/")
    shopper.page.locator(".menu > summary").click()
    shopper.page.locator(".menu__sheet a").first.evaluate(
        "(link, word) => link.append(word)", LONG_WORD
    )
    assert shopper.page.evaluate(WIDTH_OF_CONTENT) <= width
    sheet = shopper.page.locator(".menu__sheet").bounding_box()
    assert sheet["x"] + sheet["width"] <= width
    assert sheet["y"] + sheet["height"] <= 740
