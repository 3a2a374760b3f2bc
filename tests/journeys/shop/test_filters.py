"""Filters pressed in a browser: on a desk, on a phone, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("javascript", [True, False])
def test_filters_are_chosen_removed_and_sorted(a_shopper, javascript):
    shopper = a_shopper(javascript=javascript, viewport=DESK)
    page = shopper.page

    def applies(button: str) -> None:
        if not javascript:  # a script applies each choice at once
            page.get_by_role("button", name=button).click()

    shopper.opens("/products/")
    # Not `check`: it would look for the box again on the page of the category, which has none.
    page.get_by_label("Cleaning & Care").click()
    applies("Show results")
    expect(page).to_have_url(re.compile(r"/products/cleaning-care/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Cleaning & Care")
    page.get_by_role("checkbox", name=re.compile("^Pro ")).check()
    page.get_by_label("In stock").check()
    page.get_by_label("To £").fill("20")
    page.get_by_label("To £").blur()
    applies("Show results")
    chips = page.get_by_role("list", name="Chosen filters").get_by_role("link")
    expect(chips).to_have_text(
        [
            "Remove Tier: Pro",
            "Remove Availability: In stock",
            "Remove Price: Up to £20.00",
            "Clear all",
        ]
    )
    page.get_by_label("Sort by").select_option(label="Price, low to high")
    applies("Sort")
    expect(page).to_have_url(re.compile("sort=price"))
    expect(page.get_by_label("Sort by")).to_have_value("price")
    prices = page.locator(".product-card .price__now").all_inner_texts()
    pounds = [float(price.split("£")[1]) for price in prices]
    assert pounds == sorted(pounds)
    assert pounds[-1] <= 20
    page.get_by_role("link", name="Remove Tier: Pro").click()
    expect(chips).to_have_count(3)
    page.get_by_role("link", name="Clear all").click()
    expect(page.get_by_role("list", name="Chosen filters")).to_have_count(0)


def test_the_drawer_of_a_phone_opens_closes_and_filters_without_javascript(a_shopper):
    shopper = a_shopper(javascript=False, viewport=PHONE)
    page = shopper.page
    shopper.opens("/search/?q=mat")
    filters = page.get_by_role("complementary", name="Filters")
    expect(filters).to_be_hidden()
    page.get_by_role("link", name="Filters").click()
    expect(filters).to_be_visible()
    page.get_by_role("link", name="Close").click()
    expect(filters).to_be_hidden()
    page.get_by_role("link", name="Filters").click()
    filters.get_by_label("Accessories").check()
    filters.get_by_role("button", name="Show results").click()
    expect(filters).to_be_hidden()
    expect(page.get_by_role("link", name="Remove Category: Accessories")).to_be_visible()
    expect(page.get_by_label("Search the shop")).to_have_value("mat")
    expect(page.get_by_role("link", name="Filters (1)")).to_be_visible()


def test_a_choice_keeps_the_focus_and_the_place_and_is_announced(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    page = shopper.page
    shopper.opens("/products/accessories/")
    pro = page.get_by_role("checkbox", name=re.compile("^Pro "))
    pro.scroll_into_view_if_needed()
    top = pro.bounding_box()["y"]
    pro.press("Space")
    expect(page).to_have_url(re.compile(r"\?tier=pro$"))
    expect(page.get_by_role("link", name="Remove Tier: Pro")).to_be_visible()
    expect(pro).to_be_focused()
    assert abs(pro.bounding_box()["y"] - top) < 2
    count = page.locator(".list-head__count").get_attribute("data-total")
    expect(page.get_by_role("status").filter(has_text=count)).to_have_count(1)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/products/accessories/$"))
    expect(pro).not_to_be_checked()
    expect(page.get_by_role("link", name="Remove Tier: Pro")).to_have_count(0)


def test_the_drawer_says_how_many_products_a_choice_shows(a_shopper):
    shopper = a_shopper(javascript=True, viewport=PHONE)
    page = shopper.page
    shopper.opens("/products/accessories/")
    page.get_by_role("link", name="Filters").click()
    filters = page.get_by_role("complementary", name="Filters")
    filters.get_by_role("checkbox", name=re.compile("^Pro ")).check()
    show = filters.get_by_role("button", name=re.compile(r"^Show \d+ products$"))
    words = show.inner_text()
    show.click()
    expect(filters).to_be_hidden()
    total = page.locator(".list-head__count").get_attribute("data-total")
    assert words == f"Show {total}"
    page.get_by_role("link", name="Filters (1)").click()
    filters.get_by_role("link", name="Clear all").click()
    expect(page.get_by_role("link", name="Filters", exact=True)).to_be_visible()


def test_back_leaves_the_list_after_the_drawer_was_closed(a_shopper):
    shopper = a_shopper(javascript=True, viewport=PHONE)
    page = shopper.page
    shopper.opens("/bundles/")
    shopper.opens("/products/accessories/")
    page.get_by_role("link", name="Filters").click()
    filters = page.get_by_role("complementary", name="Filters")
    page.get_by_role("link", name="Close").click()
    expect(filters).to_be_hidden()
    expect(page).to_have_url(re.compile("/products/accessories/$"))
    page.go_back()
    expect(page).to_have_url(re.compile("/bundles/$"))


def test_a_list_that_cannot_be_loaded_in_place_is_loaded_as_a_page(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    page = shopper.page
    shopper.opens("/products/accessories/")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    page.get_by_role("checkbox", name=re.compile("^Pro ")).check()
    expect(page.get_by_role("link", name="Remove Tier: Pro")).to_be_visible()
