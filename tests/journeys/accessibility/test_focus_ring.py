"""The focused control is seen, by pixels: in light, in dark and in forced colours.

The rule is that of WCAG 2.4.13: the pixels that change by a contrast of 3:1 or more, between the
picture without and the picture with focus, cover at least the area of a line of 2 CSS pixels around
the control. A test of style properties would pass a ring that is cut off, covered, or drawn in the
colour of what is below it.
"""

from collections.abc import Iterator

import pytest

from tests.journeys.pixels import Camera, clearly_changed_pixels
from tests.journeys.screens import DESK, PHONE
from tests.journeys.spray import PATH, SKU
from tests.journeys.walk import BUNDLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COLOURS = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}
MIN_CONTRAST = 3
LINE_PX = 2
MARGIN_PX = 8  # around the control: a ring lies outside of it
# A stretched link covers the card around it.
FOCUS = """([selector, margin]) => {
    const control = document.querySelector(selector);
    if (!control) return null;
    control.focus();
    control.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const covered = control.matches(".stretched-link") ? control.offsetParent : control;
    const box = covered.getBoundingClientRect();
    const x = Math.max(0, box.left - margin) + scrollX;
    const y = Math.max(0, box.top - margin) + scrollY;
    const width = Math.min(box.right + margin, innerWidth) + scrollX - x;
    const height = Math.min(box.bottom + margin, innerHeight) + scrollY - y;
    return {
        is_seen: control.matches(":focus-visible"),
        clip: { x, y, width, height },
        perimeter: 2 * (box.width + box.height),
    };
}"""

BAR = {
    "skip link": ".skip-link",
    "menu button": ".menu > summary",
    "logo link": ".masthead__brand",
    "search box": "#site-search",
    "search button": ".masthead__find",
    "cart link": '.masthead__link[href="/cart/"]',
}
HOME = BAR | {
    "link of the bar": ".sections li:nth-child(3) a",
    "hero's button": ".hero .btn-primary",
    "hero's other button": ".hero .btn:not(.btn-primary)",
    "category tile": ".section-tile a",
    "promotion's link": ".promotion a",
    "footer link": ".footer li a",
}
LIST = {
    "trail": ".crumbs a",
    "filter checkbox": ".facet__choice input",
    "more choices": ".facet__more > summary",
    "price field": "#price-from",
    "results button": ".filters__end .btn",
    "sort select": "#sort",
    "card's link": ".product-card__title a",
    "card's delivered price": ".price__delivered",
    "card's Add": ".product-card__buttons > form .btn",
    "heart": ".product-card .save__button",
    "pagination link": "a.pager__number",
}
ADDED = {"view cart": ".cart-note .btn-primary", "undo": ".cart-note .btn-outline-dark"}
MENU = {"section": ".menu__sections a", "subcategory": ".menu__sections li ul a"}
CATEGORY = {"subcategory": ".subcategories a", "chip": ".chip", "clear all": ".chip--clear"}
BUNDLES = {
    "type of bundles": ".subcategories li:nth-child(2) a",
    "chosen type of bundles": ".subcategories [aria-current]",
    "part on a card": ".card-part",
}
PRODUCT = {
    "strip of pictures": ".gallery__strip",
    "picture": ".gallery__picture a",
    "thumbnail": ".gallery__thumbs li:nth-child(2) a",
    "one more": ".add .stepper button:last-child",
    "quantity": "#quantity",
    "add to cart": ".add__button",
    "save for later": ".product__words .save__button",
    "details": ".details__part > summary",
    "question": ".details__questions summary",
    "link in text": ".reviews__own a",
}
FAMILY = {"version": ".variant:not([aria-current])", "chosen version": ".variant[aria-current]"}
BUNDLE_PAGE = {"part in a table": ".parts__part a"}
CART = {
    "one fewer": ".stepper button:first-child",
    "quantity of a line": ".stepper input",
    "one more": ".stepper button:last-child",
    "remove": ".cart-line__tools > form:nth-child(3) .btn",
    "line's link": ".cart-line__title a",
    "go to checkout": ".summary__go",
    "link in a note": ".note a",
}
CHECKOUT = {
    "summary of errors": ".alert-danger",
    "error's link": ".alert-danger a",
    "text field": "[name=city]",
    "wrong text field": "[name=postcode]",
    "checkbox": "[name=age_confirmed]",
    "pay": ".checkout-form__pay",
    "step": ".steps a",
    "back to the cart": ".masthead--plain .masthead__link",
}
CHECKOUT_ON_A_PHONE = {"your order": ".summary--folded > summary"}
BAR_ON_A_PHONE = BAR | {"filters' link": ".filters__open"}
DRAWER = {
    "close": ".filters__close",
    "checkbox": ".facet__choice input",
    "results button": ".filters__end .btn",
}
NEWSLETTER = {"email field": "main [name=email]", "subscribe": "main form .btn"}
CONTACT = {"long text": "main textarea"}


def pages_of_controls(shopper) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each page's name while it is open, and the selectors of its controls by their names."""
    page = shopper.page
    shopper.opens("/")
    yield "home", HOME
    shopper.opens("/products/")
    yield "list", LIST
    page.locator(LIST["card's Add"]).first.click()
    page.locator(ADDED["undo"]).wait_for()
    yield "what was added", ADDED
    page.locator(".cart-note [data-close]").click()
    page.locator(".menu > summary").click()
    yield "menu", MENU
    shopper.opens("/products/cleaning-care/?tier=pro&stock=1")
    yield "category", CATEGORY
    shopper.opens("/bundles/")
    yield "bundles", BUNDLES
    shopper.opens(PATH)
    yield "product", PRODUCT
    shopper.finds("AUT-AC-001")
    yield "family", FAMILY
    shopper.finds(BUNDLE)
    yield "bundle", BUNDLE_PAGE
    shopper.puts_in_cart(SKU)
    yield "cart", CART
    shopper.fills_in_checkout("ring@example.com", postcode="nonsense")
    shopper.clicks("Pay £", role="button")
    page.locator(".alert-danger").wait_for()
    yield "checkout with an error", CHECKOUT
    page.set_viewport_size(PHONE)
    yield "checkout on a phone", CHECKOUT_ON_A_PHONE
    shopper.opens("/products/")
    yield "bar on a phone", BAR_ON_A_PHONE
    shopper.opens("/products/#filters")
    yield "drawer", DRAWER
    shopper.opens("/newsletter/")
    yield "newsletter", NEWSLETTER
    shopper.opens("/contact/")
    yield "contact", CONTACT


def faintness(page, camera: Camera, selector: str) -> str:
    """Return why the focus on the control is not seen, or nothing."""
    page.keyboard.press("Shift")  # the browser shows the focus to those who use the keyboard
    found = page.evaluate(FOCUS, [selector, MARGIN_PX])
    if found is None:
        return "is not there"
    if not found["is_seen"]:
        return "takes no focus"
    with_focus = camera.picture(**found["clip"])
    page.evaluate("document.activeElement.blur()")
    without = camera.picture(**found["clip"])
    changed = clearly_changed_pixels(without, with_focus, min_contrast=MIN_CONTRAST)
    wanted = LINE_PX * found["perimeter"]
    return "" if changed >= wanted else f"{changed} of {wanted:.0f} pixels"


@pytest.mark.usefixtures("spray")
def test_the_focus_on_each_kind_of_control_is_seen(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    camera, faint = Camera(shopper.page), []
    for page_name, controls in pages_of_controls(shopper):
        for colours, media in COLOURS.items():
            shopper.page.emulate_media(**media)
            for name, selector in controls.items():
                if reason := faintness(shopper.page, camera, selector):
                    faint.append(f"{page_name}, {name}, {colours}: {reason}")
    assert not faint, "\n".join(faint)
