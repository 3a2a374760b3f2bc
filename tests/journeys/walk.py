"""All kinds of pages, one after the other, as a buyer meets them."""

from collections.abc import Iterator

from playwright.sync_api import expect

from tests.journeys.shopper import GOOD_CARD, Shopper

PRODUCT, BUNDLE = "AUT-AC-003", "BND-STD-005"


def pages_of_a_purchase(shopper: Shopper) -> Iterator[str]:
    """Yield each page's name while it is open."""
    shopper.opens("/")
    yield "home"
    shopper.opens("/winter-ready/")
    yield "campaign"
    shopper.opens("/returns/")
    yield "returns"
    shopper.opens("/contact/")
    yield "contact"
    shopper.opens("/products/")
    yield "list"
    shopper.opens("/products/cleaning-care/?tier=pro&stock=1&price_from=5&tag=nowhere")
    yield "category-filtered"
    shopper.opens("/products/cleaning-care/glass-care/#filters")
    yield "filters"
    shopper.opens("/products/?tier=pro&price_from=500")
    yield "nothing-fits"
    shopper.opens("/search/?q=car")
    yield "search"
    shopper.finds(PRODUCT)
    yield "product"
    shopper.puts_in_cart(PRODUCT)
    shopper.finds(BUNDLE)
    yield "bundle"
    shopper.puts_in_cart(BUNDLE, 2)
    yield "cart"
    shopper.fills_in_checkout("looker@example.com", postcode="nonsense")
    shopper.clicks("Pay £", role="button")
    expect(shopper.page.get_by_text("Please enter a UK postcode").first).to_be_visible()
    yield "checkout-with-an-error"
    shopper.opens("/checkout/")
    yield "checkout"
    shopper.goes_to_pay("looker@example.com")
    yield "card-page"
    shopper.pays_with(GOOD_CARD)
    shopper.sees_paid_order()
    yield "order"
    shopper.opens("/cart/")
    yield "empty-cart"
    shopper.opens("/accounts/login/")
    yield "log-in"
    shopper.opens("/accounts/signup/")
    yield "sign-up"
    shopper.opens("/there-is-no-such-page/")
    yield "not-found"
