"""The focus is never lost: what closes, is undone or is replaced gives it back to a control."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard
from tests.journeys.screens import DESK, PHONE
from tests.journeys.spray import PATH

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIST = "/products/cleaning-care/wash-exterior/?sort=name"
ADD_SPONGE = "button Add Jumbo Car Sponge to cart"
SPONGE = "AUT-CC-009"
MAIN = "main"
IN_DRAWER = {"checkbox", "disclosure", "textbox", "button"}


def test_what_was_added_gives_the_focus_back_when_undone_or_closed(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    page, keyboard = shopper.page, Keyboard(shopper.page)
    added = page.get_by_role("region", name="Your cart so far")
    shopper.opens(LIST)
    keyboard.goes_to(ADD_SPONGE)
    keyboard.presses("Enter")
    expect(added).to_be_visible()
    assert keyboard.focused() == ADD_SPONGE
    keyboard.goes_to("button Undo (Jumbo Car Sponge)", key="Shift+Tab")
    keyboard.presses("Enter")
    expect(page.locator(".masthead__count")).to_have_count(0)
    assert keyboard.focused() == ADD_SPONGE
    keyboard.goes_to("button Close", key="Shift+Tab")
    keyboard.presses("Space")
    expect(added).to_be_hidden()
    assert keyboard.focused() == ADD_SPONGE
    keyboard.presses("Enter")
    expect(added).to_be_visible()
    keyboard.goes_to("link View cart", key="Shift+Tab")
    keyboard.presses("Escape")
    expect(added).to_be_hidden()
    assert keyboard.focused() == ADD_SPONGE


def test_in_the_cart_the_focus_stays_with_the_stepper_or_goes_to_the_content(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    page, keyboard = shopper.page, Keyboard(shopper.page)
    shopper.puts_in_cart(SPONGE)
    keyboard.goes_to("button One more of")
    keyboard.presses("Space")
    expect(page.locator("#total")).to_have_attribute("value", "957")
    assert keyboard.focused() == "button One more of Jumbo Car Sponge"
    keyboard.goes_to("button Add ")
    keyboard.presses("Enter")
    expect(page.locator(".cart-line")).to_have_count(2)
    assert keyboard.focused() == MAIN
    keyboard.presses("Escape")
    keyboard.goes_to("spinbutton Quantity of Jumbo")
    keyboard.types("0")
    keyboard.presses("Enter")
    expect(page.locator(".cart-line")).to_have_count(1)
    assert keyboard.focused() == MAIN


def test_errors_at_the_checkout_get_the_focus_and_lead_to_their_fields(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    page, keyboard = shopper.page, Keyboard(shopper.page)
    shopper.puts_in_cart(SPONGE)
    shopper.fills_in_checkout("error@example.com", postcode="nonsense")
    page.locator("[name=postcode]").focus()
    with page.expect_navigation():
        keyboard.presses("Enter")
    expect(page.get_by_role("alert").first).to_be_focused()
    keyboard.presses("Tab")
    assert keyboard.focused() == "link Postcode"
    keyboard.presses("Enter")
    expect(page.get_by_role("textbox", name="Postcode")).to_be_focused()
    expect(page.get_by_role("textbox", name="Postcode")).to_have_accessible_description(
        re.compile("Please enter a UK postcode")
    )


@pytest.mark.usefixtures("spray")
def test_the_large_picture_gives_the_focus_back_to_its_link(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    page, keyboard = shopper.page, Keyboard(shopper.page)
    shopper.opens(PATH)
    keyboard.goes_to("link The back Enlarge")
    keyboard.presses("Enter")
    expect(page.get_by_role("dialog", name="The back")).to_be_visible()
    assert keyboard.focused() == "button Close"
    keyboard.presses("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert keyboard.focused() == "link The back Enlarge"
    keyboard.presses("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    keyboard.presses("Space")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert keyboard.focused() == "link The back Enlarge"


def test_a_cleared_list_of_viewed_products_leaves_the_focus_in_the_content(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    keyboard = Keyboard(shopper.page)
    for sku in (SPONGE, "AUT-CC-006"):
        shopper.finds(sku)
    keyboard.goes_to("button Clear this list")
    keyboard.presses("Enter")
    assert keyboard.focused() == MAIN


def test_the_drawer_of_a_phone_keeps_the_focus_until_it_closes(a_shopper):
    shopper = a_shopper(javascript=True, viewport=PHONE)
    page, keyboard = shopper.page, Keyboard(shopper.page)
    drawer = page.get_by_role("complementary", name="Filters")
    shopper.opens(LIST)
    for close in ("Escape", "Enter"):
        keyboard.goes_to("link Filters")
        keyboard.presses("Enter")
        expect(drawer.get_by_role("link", name="Close")).to_be_focused()
        reached = list(keyboard.stops())
        assert reached[-1] == "button Show results"
        assert all(
            stop.startswith(("checkbox", "disclosure", "textbox", "button")) for stop in reached
        )
        keyboard.goes_to("link Close")
        keyboard.presses(close)
        expect(drawer).to_be_hidden()
        expect(page.get_by_role("link", name="Filters")).to_be_focused()
        keyboard.presses("Shift+Tab")
