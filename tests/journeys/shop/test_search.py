"""The search field: suggestions while typing, and the same results without JavaScript."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CAMERA = "Dash Camera – 1080p Front"


def test_a_suggestion_is_chosen_with_the_keyboard(a_shopper):
    shopper = a_shopper(javascript=True)
    shopper.opens("/")
    field = shopper.page.get_by_role("combobox", name="Search the shop")
    field.press_sequentially("dash cam")
    option = shopper.page.get_by_role("option", name=CAMERA)
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    for _ in range(20):
        if option.get_attribute("aria-selected") == "true":
            break
        field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    field.press("Enter")
    expect(shopper.page.get_by_role("heading", level=1)).to_have_text(CAMERA)


def test_escape_and_a_press_outside_close_the_suggestions(a_shopper):
    shopper = a_shopper(javascript=True)
    shopper.opens("/")
    field = shopper.page.get_by_role("combobox", name="Search the shop")
    suggestions = shopper.page.get_by_role("listbox", name="Suggestions")
    field.press_sequentially("vac")
    expect(suggestions).to_be_visible()
    field.press("Escape")
    expect(suggestions).to_be_hidden()
    field.press_sequentially("u")
    expect(suggestions).to_be_visible()
    shopper.page.get_by_role("contentinfo").click()
    expect(suggestions).to_be_hidden()


def test_without_javascript_a_mistyped_search_finds_what_was_meant(guest):
    guest.opens("/")
    guest.page.get_by_role("searchbox", name="Search the shop").fill("tyre inflater")
    guest.page.get_by_role("button", name="Search", exact=True).first.click()
    expect(guest.page.locator(".product-card__title").first).to_contain_text("Tyre Inflator")


@pytest.mark.parametrize("width", [320, 360])
def test_names_keep_most_of_the_width_of_a_small_screen(a_shopper, width):
    shopper = a_shopper(javascript=True)
    shopper.page.set_viewport_size({"width": width, "height": 740})
    shopper.opens("/")
    shopper.page.get_by_role("combobox", name="Search the shop").press_sequentially("shampoo")
    option = shopper.page.get_by_role("option", name="Car Shampoo – 1 L")
    expect(option).to_contain_text("per 100 ml")
    name, whole = option.locator(".suggestions__name").bounding_box(), option.bounding_box()
    assert name["width"] >= whole["width"] / 2
    panel = shopper.page.locator(".suggestions")
    assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")


def test_the_last_suggestion_leads_to_all_results(a_shopper):
    shopper = a_shopper(javascript=True)
    shopper.opens("/")
    field = shopper.page.get_by_role("combobox", name="Search the shop")
    field.press_sequentially("jump leads")
    expect(shopper.page.get_by_role("option").last).to_have_text("See all results for “jump leads”")
    field.press("ArrowUp")
    field.press("Enter")
    expect(shopper.page.get_by_role("heading", level=1)).to_have_text("Results for “jump leads”")
    expect(shopper.page.locator(".product-card__title").first).to_contain_text("Jump Leads")


def test_a_help_page_is_suggested(a_shopper):
    shopper = a_shopper(javascript=True)
    shopper.opens("/")
    field = shopper.page.get_by_role("combobox", name="Search the shop")
    field.press_sequentially("next day delivery")
    shopper.page.get_by_role("option", name="Help: Delivery").click()
    expect(shopper.page.get_by_role("heading", level=1)).to_have_text("Delivery")


def test_half_typed_words_that_find_nothing_say_so(a_shopper):
    shopper = a_shopper(javascript=True)
    shopper.opens("/")
    field = shopper.page.get_by_role("combobox", name="Search the shop")
    field.press_sequentially("xq zzt")
    expect(shopper.page.locator(".suggestions")).to_have_text("No suggestions yet. Press Search.")
    expect(shopper.page.locator(".suggestions")).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("Enter")
    expect(shopper.page.get_by_role("heading", level=1)).to_have_text("Nothing found for “xq zzt”")
