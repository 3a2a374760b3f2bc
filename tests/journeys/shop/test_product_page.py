"""What shoppers press on a product page: gallery, questions, recently viewed, age limit."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.shopper import GOOD_CARD
from tests.journeys.spray import PATH, SKU, shown_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("spray")]


@pytest.mark.parametrize("javascript", [False, True], ids=["plain", "javascript"])
def test_a_thumbnail_shows_its_picture(a_shopper, javascript):
    shopper = a_shopper(javascript=javascript)
    shopper.opens(PATH)
    page = shopper.page
    first = shown_picture(page)
    page.get_by_role("link", name="Picture 3: The cap").click()
    expect(page.locator("#picture-3")).to_be_in_viewport(ratio=0.9)
    assert shown_picture(page) == "The cap"
    page.get_by_role("link", name=re.compile("^Picture 1")).click()
    expect(page.locator("#picture-1")).to_be_in_viewport(ratio=0.9)
    assert shown_picture(page) == first
    assert page.url.endswith(PATH) is javascript  # a script leaves the address as it is


def test_without_a_script_a_picture_links_to_its_large_version(a_shopper):
    shopper = a_shopper()
    shopper.opens(PATH)
    shopper.page.locator("#picture-1 a").click()
    expect(shopper.page).to_have_url(re.compile(r"/media/.*max-1600x1600.*\.webp$"))


def test_with_a_script_the_large_version_opens_in_a_dialog(a_shopper):
    shopper = a_shopper(javascript=True)
    shopper.opens(PATH)
    page = shopper.page
    page.locator("#picture-1 a").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("dialog").locator("img")).to_have_attribute(
        "src", re.compile("max-1600x1600")
    )
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator("#picture-1 a").click()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url.endswith(PATH)


def test_a_question_opens_its_answer(a_shopper):
    shopper = a_shopper()
    shopper.opens(PATH)
    answer = shopper.page.get_by_text("Yes, outdoors.")
    expect(answer).to_be_hidden()
    shopper.page.get_by_text("Is it safe?").click()
    expect(answer).to_be_visible()
    expect(shopper.page.get_by_text("A little.")).to_be_hidden()


def test_viewed_products_are_kept_in_the_browser_until_they_are_cleared(a_shopper):
    shopper = a_shopper(javascript=True)
    page, sent = shopper.page, []
    recent = page.get_by_role("region", name="You looked at")
    shopper.opens(PATH)
    expect(recent).to_be_hidden()
    for sku in ("AUT-CC-009", "AUT-CC-006"):
        shopper.finds(sku)
    page.on("request", lambda request: sent.append(request.post_data or request.url))
    shopper.opens(PATH)
    expect(recent.get_by_role("listitem")).to_have_text(
        ["Microfibre Wash Mitt", "Jumbo Car Sponge"]
    )
    assert "£" not in recent.inner_text()
    assert not [data for data in sent if "AUT-CC-009" in data]
    recent.get_by_role("button", name="Clear this list").click()
    expect(recent).to_be_hidden()
    page.reload()
    expect(recent).to_be_hidden()


def test_the_list_of_viewed_products_can_be_switched_off_and_on(a_shopper):
    shopper = a_shopper(javascript=True)
    recent = shopper.page.get_by_role("region", name="You looked at")
    shopper.finds("AUT-CC-009")
    shopper.opens(PATH)
    recent.get_by_role("link", name="Keep no list").click()
    choice = shopper.page.get_by_label("Keep the list “You looked at” in this browser")
    expect(choice).to_be_checked()
    choice.uncheck()
    shopper.finds("AUT-CC-006")
    shopper.opens(PATH)
    expect(shopper.page.get_by_role("heading", level=1)).to_be_visible()
    expect(recent).to_be_hidden()
    shopper.opens("/privacy/")
    expect(choice).not_to_be_checked()
    choice.check()
    shopper.finds("AUT-CC-009")
    shopper.opens(PATH)
    expect(recent.get_by_role("listitem")).to_have_text(["Jumbo Car Sponge"])


def test_without_a_script_nothing_is_said_of_viewed_products(a_shopper):
    shopper = a_shopper()
    shopper.opens(PATH)
    assert "You looked at" not in shopper.text()


def test_an_age_limit_is_confirmed_before_the_payment(a_shopper, records):
    shopper = a_shopper()
    shopper.puts_in_cart(SKU)
    assert "Danger: H222 Extremely flammable aerosol." in shopper.text()
    shopper.fills_in_checkout("adult@example.com", confirms_age=False)
    shopper.clicks("Pay £", role="button")  # the browser asks for the tick
    expect(shopper.page).to_have_url(f"{shopper.shop.address}/checkout/")
    assert records.order_states("adult@example.com") == []
    shopper.page.get_by_label("I am 18 or over.").check()
    shopper.clicks("Pay £", role="button")
    expect(shopper.page).to_have_url(re.compile(f"^{shopper.shop.stripe_address}/c/pay/"))
    shopper.pays_with(GOOD_CARD)
    shopper.sees_paid_order()
    assert records.confirmed_ages("adult@example.com") == [18]


def test_a_family_s_card_leads_to_the_choice_of_a_version(a_shopper):
    shopper = a_shopper()
    shopper.opens("/products/accessories/air-fresheners/?sort=name")
    card = shopper.page.locator(".product-card").filter(has_text="Hanging Air Freshener")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("2 scents")
    expect(card).to_contain_text("From £")
    card.get_by_role("link", name="Choose a version of Hanging Air Freshener").click()
    expect(shopper.page.locator("#variants")).to_be_in_viewport()
