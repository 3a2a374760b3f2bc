"""Adding and saving from cards, pressed in a browser with and without a script."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIST = "/products/cleaning-care/wash-exterior/?sort=name"
SPONGE = "AUT-CC-009"  # without other versions, so its card adds it


def card(page):
    return page.locator(".product-card").filter(has=page.locator(f'input[value="{SPONGE}"]'))


def test_a_card_adds_in_place_counts_announces_and_undoes(a_shopper):
    shopper = a_shopper(javascript=True)
    page = shopper.page
    shopper.opens(LIST)
    button = card(page).get_by_role("button", name=re.compile("^Add "))
    button.click()
    expect(page.get_by_role("status")).to_contain_text("is in your cart.")
    expect(page.get_by_role("region", name="Your cart so far")).to_be_visible()
    expect(page.locator(".masthead__count")).to_have_text(re.compile("^1"))
    expect(button).to_be_focused()
    assert page.url.endswith(LIST)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator(".masthead__count")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Your cart so far")).to_be_hidden()


def test_two_quick_presses_add_one(a_shopper):
    shopper = a_shopper(javascript=True)
    page = shopper.page
    shopper.opens(LIST)
    card(page).get_by_role("button", name=re.compile("^Add ")).dblclick()
    expect(page.locator(".masthead__count")).to_have_text(re.compile("^1"))


def test_the_heart_shows_what_is_saved(a_shopper):
    shopper = a_shopper(javascript=True)
    page = shopper.page
    shopper.opens(LIST)
    heart = card(page).get_by_role("button", name=re.compile("^Save "))
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    shopper.opens(LIST)
    expect(heart).to_have_attribute("aria-pressed", "true")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "false")


def test_without_a_script_a_page_leads_back_to_the_list(a_shopper):
    shopper = a_shopper(javascript=False)
    page = shopper.page
    shopper.opens(LIST)
    card(page).get_by_role("button", name=re.compile("^Add ")).click()
    expect(page.get_by_text("is in your cart.")).to_be_visible()
    page.get_by_role("link", name="Back to where you were").click()
    expect(page).to_have_url(re.compile(re.escape(LIST) + "$"))
