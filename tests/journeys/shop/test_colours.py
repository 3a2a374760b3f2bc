"""Dark and forced colours: axe finds nothing, and the focus and chosen states are visible."""

import pytest
from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe

from tests.journeys.screens import PHONE
from tests.journeys.walk import pages_of_a_purchase

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Where colours are forced, axe reads those of the style sheet, which are not the ones shown.
NO_CONTRAST = DEFAULT_OPTIONS | {"rules": {"color-contrast": {"enabled": False}}}
COLOURS = pytest.mark.parametrize(
    ("colours", "options"),
    [({"color_scheme": "dark"}, DEFAULT_OPTIONS), ({"forced_colors": "active"}, NO_CONTRAST)],
    ids=["dark", "forced colours"],
)
STYLE = "(element, name) => getComputedStyle(element)[name]"
BEFORE = "element => getComputedStyle(element, '::before').backgroundColor"


@COLOURS
def test_axe_finds_nothing_on_any_page(a_shopper, colours, options):
    shopper = a_shopper(javascript=True, viewport=PHONE, bypass_csp=True, **colours)
    found = {}
    for name in pages_of_a_purchase(shopper):
        results = Axe().run(shopper.page, options=options)
        if results.violations_count:
            found[name] = results.generate_report()
    assert found == {}


def test_a_reader_who_prefers_dark_gets_light_text_on_a_dark_page(a_shopper):
    shopper = a_shopper(javascript=True, color_scheme="dark")
    shopper.opens("/products/")
    page = shopper.page
    assert page.locator("body").evaluate(STYLE, "backgroundColor") == "rgb(15, 22, 36)"
    assert page.locator("body").evaluate(STYLE, "color") == "rgb(236, 239, 245)"


def test_in_forced_colours_each_focused_control_has_an_outline(a_shopper):
    shopper = a_shopper(javascript=True, forced_colors="active", viewport=PHONE)
    shopper.opens("/products/cleaning-care/")
    without = []
    for _ in range(30):
        shopper.page.keyboard.press("Tab")
        focused = shopper.page.locator(":focus")
        width = focused.evaluate(STYLE, "outlineWidth")
        if focused.evaluate(STYLE, "outlineStyle") == "none" or width == "0px":
            without.append(focused.evaluate("element => element.outerHTML.slice(0, 80)"))
    assert without == []


def test_in_forced_colours_the_stock_mark_and_the_wordmark_stay_visible(a_shopper):
    shopper = a_shopper(javascript=True, forced_colors="active", viewport=PHONE)
    shopper.opens("/products/")
    brand = shopper.page.locator(".masthead__brand img")
    assert brand.evaluate(STYLE, "backgroundColor") == "rgb(20, 33, 61)"
    shopper.finds("AUT-AC-003")
    stock = shopper.page.locator("main .stock--plenty").first
    assert stock.evaluate(BEFORE) == shopper.page.locator("body").evaluate(STYLE, "color")
