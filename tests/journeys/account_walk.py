"""A customer's own pages, one after the other: address book, checkout, orders, a guest's link."""

from collections.abc import Iterator

from playwright.sync_api import expect

from tests.journeys.records import Records
from tests.journeys.shopper import GOOD_CARD, Shopper

FRESHENER = "AUT-AC-003"
WHY = "I have ordered the wrong scent, and would rather have the other one."


def pages_of_an_account(shopper: Shopper, email: str, records: Records) -> Iterator[str]:
    """Yield each page's name while it is open."""
    shopper.signs_up(email)
    shopper.opens("/users/profile/")
    yield "profile-unconfirmed"
    shopper.confirms_email(email, records)
    yield from _profile_and_addresses(shopper)
    yield from _an_order(shopper)
    yield from _a_request(shopper)
    yield from _a_link(shopper)


def _profile_and_addresses(shopper: Shopper) -> Iterator[str]:
    shopper.opens("/users/orders/")
    yield "orders-none"
    shopper.opens("/users/profile/")
    shopper.page.locator("[name=first_name]").fill("Sam")
    shopper.page.locator("[name=phone]").fill("12")
    shopper.clicks("Save your details", role="button")
    _sees(shopper, "Please enter a phone number")
    yield "profile-with-an-error"
    shopper.page.locator("[name=phone]").fill("020 7946 0018")
    shopper.clicks("Save your details", role="button")
    _sees(shopper, "Your details are saved")
    yield "profile"
    shopper.opens("/users/addresses/")
    yield "addresses-none"
    shopper.clicks("Add an address")
    _sees(shopper, "Back to your addresses")
    shopper.fills_in_address(postcode="JE2 3AB")
    shopper.clicks("Save this address", role="button")
    _sees(shopper, "not yet to Jersey")
    yield "address-with-an-error"
    for line1 in ("1 High Street", "Unit 17, The Long Mill at the Far End of the Canal"):
        shopper.opens("/users/addresses/add/")
        shopper.fills_in_address(line1=line1)
        shopper.clicks("Save this address", role="button")
        _sees(shopper, line1)
    yield "addresses"


def _an_order(shopper: Shopper) -> Iterator[str]:
    shopper.puts_in_cart(FRESHENER)
    shopper.opens("/checkout/")
    yield "checkout-with-addresses"
    shopper.page.get_by_label("Another address").check()
    yield "checkout-with-another-address"
    shopper.page.locator("[name=address]").first.check()
    shopper.clicks("Pay £", role="button")
    shopper.pays_with(GOOD_CARD)
    shopper.sees_paid_order()
    yield "order-of-a-customer"
    shopper.opens("/users/orders/")
    yield "orders"
    shopper.page.locator(".order-list h2 a").click()
    _sees(shopper, "Back to your orders")
    yield "own-order"


def _a_request(shopper: Shopper) -> Iterator[str]:
    shopper.clicks("Request a cancellation")
    _sees(shopper, "What is the reason?")
    yield "request"
    shopper.page.locator("[name=reason]").fill(WHY)
    shopper.clicks("Send the request", role="button")
    _sees(shopper, "We have received your request")
    yield "own-order-with-a-request"
    shopper.clicks("Buy again", role="button")
    _sees(shopper, "Added to your cart")
    yield "cart-bought-again"


def _a_link(shopper: Shopper) -> Iterator[str]:
    shopper.opens("/checkout/find/")
    shopper.page.locator("[name=number]").fill("AV-NOSUCH")
    shopper.page.locator("main [name=email]").fill("nobody@example.com")
    shopper.clicks("Mail me a link", role="button")
    _sees(shopper, "If there is an order")
    yield "find-order"
    shopper.opens("/checkout/linked/broken/")
    yield "link-gone"


def _sees(shopper: Shopper, words: str) -> None:
    expect(shopper.page.locator("main")).to_contain_text(words)
