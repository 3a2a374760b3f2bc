"""A review from the purchase to the product's page, and things that are saved and carts that meet:
without JavaScript and with it, on a phone and on a desk."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.screens import WIDTH_OF_CONTENT, keep_picture
from tests.journeys.shopper import GOOD_CARD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCREENS = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 360, "height": 780}}
MODERATOR, CUSTOMER = "moderator@autovise.example", "catalogue@autovise.example"
BOUGHT, SAVED, BUNDLE = "AUT-CC-003", "AUT-CC-001", "BND-STD-003"
WITH_OR_WITHOUT = pytest.mark.parametrize("javascript", [False, True], ids=["plain", "javascript"])


def looks(page, name: str) -> None:
    """It fits, axe finds nothing, and a picture is kept."""
    for screen in SCREENS.values():
        page.set_viewport_size(screen)
        assert page.evaluate(WIDTH_OF_CONTENT) <= screen["width"], name
        found = Axe().run(page)
        assert not found.violations_count, f"{name}: {found.generate_report()}"
        keep_picture(page, f"{name}-{screen['width']}", full_page=True)
    page.set_viewport_size(SCREENS["desk"])


def buys(shopper, *skus: str) -> None:
    for sku in skus:
        shopper.puts_in_cart(sku)
    shopper.goes_to_pay(CUSTOMER)
    shopper.pays_with(GOOD_CARD)
    shopper.sees_paid_order()


def writes(shopper, *, stars: str, text: str) -> None:
    shopper.page.get_by_label(stars).check()
    shopper.page.locator("[name=text]").fill(text)
    shopper.page.get_by_role("button", name=re.compile("^Send ")).click()
    expect(shopper.page.get_by_role("status").first).to_contain_text("once we have checked it")


def approves(editor, words: str) -> None:
    editor.opens("reviews/?state=waiting")
    editor.page.get_by_role("link", name=re.compile(words)).click()
    editor.page.locator("[name=answer]").fill("Thank you for telling us.")
    editor.page.get_by_role("button", name="Approve").click()
    expect(editor.page.get_by_text("The review is shown in the shop.")).to_be_visible()


@WITH_OR_WITHOUT
def test_a_review_is_written_approved_shown_changed_and_moderated_again(
    a_shopper, an_editor, javascript
):
    sku = {False: BOUGHT, True: "AUT-CC-007"}[javascript]
    buyer, guest = a_shopper(javascript=javascript), a_shopper(javascript=javascript)
    buyer.logs_in(CUSTOMER)
    buys(buyer, sku)
    buyer.page.get_by_role("link", name=re.compile("^Review")).first.click()
    buyer.clicks("Send your review", role="button")
    expect(buyer.page.get_by_role("alert")).to_contain_text("Please choose from 1 to 5 stars.")
    writes(buyer, stars="4 stars: Good", text="Rinses off easily.")
    guest.finds(sku)
    expect(guest.page.get_by_text("Nobody has reviewed this product yet.")).to_be_visible()

    moderator = an_editor()
    moderator.signs_in(MODERATOR)
    approves(moderator, "Rinses off easily")
    complaints = []
    guest.page.on("console", lambda said: complaints.append(said.text))
    guest.finds(sku)
    expect(guest.page.locator(".review")).to_contain_text("Rinses off easily.")
    expect(guest.page.locator(".review")).to_contain_text("Thank you for telling us.")
    expect(guest.page.locator(".product__rating")).to_contain_text("4.0")
    assert complaints == []  # the strict content policy has nothing against the data for machines

    buyer.opens(f"/users/reviews/{sku}/")
    writes(buyer, stars="2 stars: Poor", text="It went dull after a week.")
    guest.finds(sku)
    expect(guest.page.locator(".review")).to_have_count(0)
    approves(moderator, "It went dull")
    guest.finds(sku)
    expect(guest.page.locator(".product__rating")).to_contain_text("2.0")
    guest.page.get_by_role("link", name="Write a review").click()
    expect(guest.page).to_have_url(re.compile("/accounts/login/"))


@WITH_OR_WITHOUT
def test_saved_items_and_carts_are_merged_at_log_in_and_the_merge_undone(a_shopper, javascript):
    shopper = a_shopper(javascript=javascript)
    shopper.opens("/products/")
    heart = shopper.page.locator(".product-card .save__button").first
    heart.click()
    if javascript:  # it is saved in place
        expect(heart).to_have_attribute("aria-pressed", "true")
        shopper.opens("/saved/")
    expect(shopper.page.locator(".saved .cart-line")).to_have_count(1)
    shopper.puts_in_cart(BUNDLE, 2)
    shopper.puts_in_cart(SAVED, 3)
    line = shopper.page.locator(".cart-line").filter(has_text="Shampoo")
    line.get_by_role("button", name=re.compile("^Save for later")).click()
    assert shopper.cart() == {BUNDLE: 2}

    shopper.logs_in(MODERATOR)
    assert shopper.cart()[BUNDLE] == 2
    shopper.page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(shopper.page.get_by_role("status").first).to_contain_text("as it was before you logged")
    assert BUNDLE not in shopper.cart()
    expect(shopper.page.get_by_role("button", name=re.compile("^Undo"))).to_have_count(0)

    shopper.opens("/saved/")
    saved = shopper.page.locator(".saved .cart-line").filter(has_text="Shampoo")
    saved.get_by_role("button", name=re.compile("^Move to cart")).click()
    expect(saved).to_have_count(0)
    assert shopper.cart() == {SAVED: 3}
    shopper.opens("/users/profile/")
    shopper.clicks("Log out", role="button")
    assert shopper.cart() == {}
    shopper.opens("/saved/")
    expect(shopper.page.get_by_text("You have no saved items yet.")).to_be_visible()

    shopper.logs_in(MODERATOR)
    assert shopper.cart() == {SAVED: 3}
    shopper.clicks("Empty the cart", role="button")
    assert shopper.cart() == {}


def test_the_pages_fit_the_screen_and_axe_finds_nothing(a_shopper, an_editor):
    shopper = a_shopper(javascript=True, bypass_csp=True)
    page = shopper.page
    shopper.puts_in_cart(BUNDLE)
    shopper.opens("/products/")
    page.locator(".product-card .save__button").first.click()
    looks(page, "saved-by-a-guest")
    shopper.logs_in(CUSTOMER)
    shopper.opens("/cart/")
    looks(page, "cart-after-log-in")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    buys(shopper, "AUT-CC-005")
    shopper.opens("/users/reviews/")
    looks(page, "own-reviews")
    shopper.opens("/users/reviews/AUT-CC-005/")
    shopper.clicks("Send your review", role="button")
    looks(page, "write-a-review-with-errors")
    writes(shopper, stars="5 stars: Excellent", text="As good as new.")
    looks(page, "own-reviews-one-waiting")
    shopper.opens("/users/reviews/AUT-EL-001/")
    looks(page, "review-of-what-was-not-bought")

    moderator = an_editor(bypass_csp=True)
    moderator.signs_in(MODERATOR)
    moderator.opens("reviews/")
    looks(moderator.page, "desk-reviews")
    moderator.page.get_by_role("link", name="As good as new.").click()
    expect(moderator.page.locator("[name=answer]")).to_be_visible()
    looks(moderator.page, "desk-review")
    approves(moderator, "As good as new")
    shopper.finds("AUT-CC-005")
    looks(page, "product-with-reviews")
    shopper.opens("/search/?q=AUT-CC-005")
    looks(page, "card-with-stars")
