"""The menu and the bar at the top of every page."""

import pytest
from playwright.sync_api import expect

from tests.journeys.screens import DESK, PHONE, SCREENS

pytestmark = pytest.mark.browser

TOP = "element => element.getBoundingClientRect().top"


def opened_menu(shopper):
    shopper.opens("/products/")
    menu = shopper.page.locator(".menu")
    menu.locator("> summary").click()
    expect(menu.locator(".menu__sheet")).to_be_visible()
    return menu


@SCREENS
def test_the_menu_works_without_a_script_and_leads_to_a_subcategory(a_shopper, screen):
    shopper = a_shopper(viewport=screen)
    menu = opened_menu(shopper)
    for words in ("Your account", "Your orders", "Saved for later", "Delivery"):
        expect(menu.get_by_role("link", name=words, exact=True)).to_be_visible()
    link = menu.get_by_role("link", name="Air Fresheners", exact=True)
    if screen == PHONE:  # there the subcategories are folded
        expect(link).to_be_hidden()
        menu.locator("summary", has_text="Subcategories of Accessories").click()
    link.click()
    expect(shopper.page.locator("h1")).to_have_text("Air Fresheners")


def test_esc_closes_the_menu_and_returns_the_focus_to_its_button(a_shopper):
    shopper = a_shopper(javascript=True, viewport=PHONE)
    menu = opened_menu(shopper)
    shopper.page.keyboard.press("Tab")
    shopper.page.keyboard.press("Escape")
    expect(menu.locator(".menu__sheet")).to_be_hidden()
    expect(menu.locator("> summary")).to_be_focused()


def test_a_tap_outside_closes_the_menu(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    menu = opened_menu(shopper)
    shopper.page.mouse.click(700, 890)
    expect(menu.locator(".menu__sheet")).to_be_hidden()


@SCREENS
def test_the_bar_stays_at_the_top_and_the_rest_of_the_header_scrolls_away(a_shopper, screen):
    shopper = a_shopper(javascript=True, viewport=screen)
    shopper.opens("/products/")
    shopper.page.mouse.wheel(0, 1500)
    shopper.page.wait_for_function("() => scrollY > 1000")
    assert shopper.page.locator(".masthead__bar").evaluate(TOP) == 0
    scrolled_away = ".masthead__search" if screen == PHONE else ".sections"
    assert shopper.page.locator(scrolled_away).evaluate(TOP) < 0
    if screen == DESK:
        assert shopper.page.locator(".masthead__search").evaluate(TOP) > 0


def test_an_anchor_is_not_covered_by_the_bar(a_shopper):
    shopper = a_shopper(javascript=True, viewport=PHONE)
    shopper.opens("/products/#delivery-terms")
    shopper.page.wait_for_function("() => scrollY > 1000")
    bar = shopper.page.locator(".masthead__bar").bounding_box()
    terms = shopper.page.locator("#delivery-terms").bounding_box()
    assert terms["y"] >= bar["height"]


def test_on_a_low_screen_nothing_stays_at_the_top(a_shopper):
    shopper = a_shopper(javascript=True, viewport={"width": 320, "height": 256})
    shopper.opens("/products/")
    shopper.page.mouse.wheel(0, 1500)
    shopper.page.wait_for_function("() => scrollY > 1000")
    assert shopper.page.locator(".masthead__bar").evaluate(TOP) < -1000
