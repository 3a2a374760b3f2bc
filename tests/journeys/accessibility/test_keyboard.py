"""Purchases with the keyboard alone, and the order in which Tab reaches the controls of a page."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard
from tests.journeys.screens import DESK
from tests.journeys.shopper import ADDRESS, GOOD_CARD
from tests.journeys.spray import PATH, SKU

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BAR = ["link Skip to the content", "disclosure Menu", "link Autovise, home", "link Account"]
SEARCH = ["combobox Search the shop", "button Search"]
SECTIONS = [
    "link All products",
    "link Accessories",
    "link Electronics",
    "link Cleaning & Care",
    "link Performance",
    "link Safety & Emergency",
    "link Bundles",
]
HEADER = [*BAR, "link Cart", *SEARCH, *SECTIONS]
TRADER = "link help@example.com"


@pytest.fixture
def typist(a_shopper):
    """A shopper with a keyboard and without a mouse."""
    shopper = a_shopper(javascript=True, viewport=DESK)
    shopper.keyboard = Keyboard(shopper.page)
    return shopper


def fills_in_checkout_and_pays(typist, email: str) -> None:
    """From the cart to the paid page."""
    keyboard = typist.keyboard
    keyboard.follows("link Go to checkout")
    keyboard.fills_in("textbox Email", email)
    keyboard.fills_in("textbox Full name", ADDRESS["name"])
    keyboard.fills_in("textbox Address", ADDRESS["line1"])
    keyboard.fills_in("textbox Town or city", ADDRESS["city"])
    keyboard.fills_in("textbox Postcode", ADDRESS["postcode"])
    keyboard.follows("button Pay £", key="Space")
    expect(typist.page).to_have_url(re.compile(f"^{typist.shop.stripe_address}/c/pay/"))
    keyboard.fills_in("textbox Card number", GOOD_CARD)
    keyboard.follows("button Pay £")
    typist.sees_paid_order()


def test_a_product_is_bought_from_the_home_page(typist, records):
    keyboard, page = typist.keyboard, typist.page
    typist.opens("/")
    keyboard.presses("Tab")
    assert keyboard.focused() == "link Skip to the content"
    keyboard.presses("Enter", "Tab")
    assert keyboard.focused() == "link Shop all products"
    with page.expect_navigation():
        keyboard.presses("Enter")
    keyboard.goes_to("combobox Sort by")
    keyboard.types("Price, low")
    expect(page).to_have_url(re.compile("sort=price$"))
    assert keyboard.focused() == "combobox Sort by"
    keyboard.follows("link Applicator Pads")
    keyboard.goes_to("spinbutton Quantity")
    keyboard.presses("ArrowUp")
    keyboard.goes_to("link Home", key="Shift+Tab")
    keyboard.follows("button Add to cart")
    expect(page).to_have_url(f"{typist.shop.address}/cart/")
    keyboard.goes_to("button One more of Applicator Pads")
    keyboard.presses("Space")
    expect(page.locator("[data-badge]")).to_contain_text("3")
    assert keyboard.focused() == "button One more of Applicator Pads"
    fills_in_checkout_and_pays(typist, "keys@example.com")
    assert records.order_states("keys@example.com") == ["paid"]


def test_a_bundle_is_bought_from_the_menu_and_a_list(typist, records):
    keyboard, page = typist.keyboard, typist.page
    typist.opens("/")
    keyboard.goes_to("disclosure Menu")
    keyboard.presses("Enter")
    keyboard.follows("link Bundles")
    keyboard.follows("link Special 4 bundles")
    keyboard.goes_to("button Add Summer Touring Set to cart")
    keyboard.presses("Space")
    expect(page.get_by_role("region", name="Your cart so far")).to_be_visible()
    assert keyboard.focused() == "button Add Summer Touring Set to cart"
    keyboard.goes_to("link View cart", key="Shift+Tab")
    with page.expect_navigation():
        keyboard.presses("Enter")
    fills_in_checkout_and_pays(typist, "keys-of-a-set@example.com")
    assert records.order_states("keys-of-a-set@example.com") == ["paid"]


def between(stops: list[str], first: str, last: str) -> list[str]:
    return stops[stops.index(first) : stops.index(last) + 1]


@pytest.mark.usefixtures("spray")
def test_tab_goes_through_the_pages_in_the_order_in_which_they_are_read(typist):
    keyboard = typist.keyboard

    def stops(path: str) -> list[str]:
        typist.opens(path)
        typist.page.wait_for_load_state("networkidle")
        return list(keyboard.stops())

    home = stops("/")
    assert home[:16] == [*HEADER, "link Shop all products", "link See the bundles"]
    assert home[-22:-14] == [*SECTIONS, "link Your cart"]
    assert home[-1] == TRADER

    product = stops(PATH)
    assert product[:14] == HEADER
    assert between(product, "link Home", "disclosure Does it smell?") == [
        "link Home",
        "link Products",
        "link Cleaning & Care",
        "list Pictures",
        "link Journey Spray Enlarge",
        "link The back Enlarge",
        "link The cap Enlarge",
        "link Picture 1: Journey Spray",
        "link Picture 2: The back",
        "link Picture 3: The cap",
        "link £17.98 delivered",
        "button One fewer",
        "spinbutton Quantity",
        "button One more",
        "button Add to cart",
        "button Save for later",
        "link How returns work",
        "disclosure Specification",
        "disclosure How to use it",
        "disclosure Is it safe?",
        "disclosure Does it smell?",
    ]
    assert product[-1] == TRADER

    listed = stops("/bundles/special/")
    assert listed[:18] == [
        *HEADER,
        "link Home",
        "link Bundles",
        "link All 13 bundles",
        "link Standard 5 bundles",
    ]
    filters_and_sort = between(listed, "checkbox In stock 3 found", "combobox Sort by")
    assert filters_and_sort == [
        "checkbox In stock 3 found",
        "checkbox On offer 3 found",
        "textbox From £",
        "textbox To £",
        "button Show results",
        "combobox Sort by",
    ]
    card = between(listed, "link Summer Touring Set", "button Save Summer Touring Set for later")
    assert card == [
        "link Summer Touring Set",
        "link Free delivery",
        "listitem Tyre Inflator – 12 V Digital",
        "listitem Boot Organiser – Foldable",
        "listitem Headrest Tablet Mount",
        "listitem 12 V Socket Splitter – Two-Way, First-Aid Kit – Family Car, Warning Triangle – "
        "Folding",
        "button Add Summer Touring Set to cart",
        "button Save Summer Touring Set for later",
    ]

    typist.puts_in_cart(SKU)
    cart = stops("/cart/")
    assert cart[:5] == [*BAR, "link Cart 1 item"]
    assert between(cart, "link Journey Spray", "link Go to checkout") == [
        "link Journey Spray",
        "button One fewer of Journey Spray",
        "spinbutton Quantity of Journey Spray",
        "button One more of Journey Spray",
        "button Save for later (Journey Spray)",
        "button Remove Journey Spray",
        "link Continue shopping",
        "link Saved for later",
        "button Empty the cart",
        "link Go to checkout",
    ]

    assert stops("/checkout/")[:16] == [
        "link Skip to the content",
        "link Autovise, home",
        "link Back to the cart",
        "link Cart",
        "link log in",
        "disclosure Your order 1 item £17.98",
        "link Change the cart",
        "textbox Email",
        "textbox Phone (optional)",
        "textbox Full name",
        "textbox Address",
        "textbox Address, second line (optional)",
        "textbox Town or city",
        "textbox Postcode",
        "checkbox I am 18 or over.",
        "button Pay £17.98",
    ]
