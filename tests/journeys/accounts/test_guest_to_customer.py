"""From guest to customer, in a browser without JavaScript: the order follows, is asked about, sent,
and bought again."""

import pytest
from playwright.sync_api import expect

from tests.journeys.shopper import GOOD_CARD, figures
from tests.waits import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAM = "sam-the-walker@example.com"
FRESHENER = "AUT-AC-003"  # £3.99
ADAPTER = "AUT-EL-001"  # £11.99


def test_a_guest_order_is_found_by_its_link_and_attached_to_the_account(
    a_shopper, an_editor, records
):
    guest = a_shopper()
    guest.puts_in_cart(FRESHENER)
    guest.goes_to_pay(SAM)
    guest.pays_with(GOOD_CARD)
    number = guest.sees_paid_order()
    paid = guest.figures()
    start = "/checkout/linked/"
    link = wait_for(lambda: records.link_mailed_to(SAM, start), "the link in the confirmation")

    elsewhere = a_shopper()
    elsewhere.opens(link)
    assert number in elsewhere.text()
    assert elsewhere.figures() == paid
    elsewhere.opens(f"{link[:-8]}AAAAAAA/")
    expect(elsewhere.page.get_by_role("heading", level=1)).to_have_text("This link no longer works")
    assert number not in elsewhere.text()

    customer = a_shopper()
    customer.signs_up(SAM)
    customer.opens("/users/orders/")
    assert number not in customer.text()
    customer.confirms_email(SAM, records)
    customer.opens("/users/orders/")
    customer.clicks(f"Order {number}")
    assert customer.figures() == paid
    _asks_and_is_answered(customer, an_editor(), number)
    _buys_again(customer)


def _asks_and_is_answered(customer, owner, number: str) -> None:
    customer.clicks("Request a cancellation")
    customer.page.locator("[name=reason]").fill("I would rather have the other scent.")
    customer.clicks("Send the request", role="button")
    assert "We have received your request and will answer by email." in customer.text()
    own_page = customer.page.url.removeprefix(customer.shop.address)

    owner.signs_in("owner@autovise.example")
    owner.opens(f"checkout/order/?q={number}")
    owner.page.get_by_role("link", name=number).first.click()
    owner.page.get_by_label("Your answer").fill("It is packed already, sorry.")
    owner.page.get_by_role("button", name="Refuse").click()
    expect(owner.page.get_by_text("The request is refused")).to_be_visible()
    owner.page.get_by_role("link", name="Dispatch…").click()
    owner.page.locator("[name=carrier]").fill("Royal Mail")
    owner.page.locator("[name=tracking_number]").fill("RM123")
    owner.page.get_by_role("button", name="Mark as dispatched").click()
    expect(owner.page.get_by_text(f"Order {number} is dispatched")).to_be_visible()

    customer.opens(own_page)
    expect(customer.page.get_by_role("heading", level=1)).to_have_text("Your order is on its way")
    assert "Our answer: It is packed already, sorry." in customer.text()
    assert "RM123" in customer.text()
    expect(customer.page.get_by_role("link", name="Request a return")).to_be_visible()


def _buys_again(customer) -> None:
    """The first order is used, though it was a guest's."""
    customer.clicks("Buy again", role="button")
    assert "Added to your cart:" in customer.text()
    assert customer.figures() == figures(list_pence=399, delivery=499, total_pence=898)


def test_a_customer_pays_with_a_saved_address(a_shopper, records):
    email = "kim-the-walker@example.com"
    customer = a_shopper()
    customer.signs_up(email)
    customer.confirms_email(email, records)
    customer.opens("/users/profile/")
    assert "are waiting for your first order" in customer.text()
    customer.page.locator("[name=first_name]").fill("Kim")
    customer.page.locator("[name=phone]").fill("12")
    customer.clicks("Save your details", role="button")
    assert "Please enter a phone number such as" in customer.text()
    customer.page.locator("[name=phone]").fill("020 7946 0018")
    customer.clicks("Save your details", role="button")
    assert "Your details are saved." in customer.text()

    for postcode, line1 in (("ls1 4ap", "1 High Street"), ("BT1 5GS", "2 Mill Lane")):
        customer.opens("/users/addresses/add/")
        customer.fills_in_address(postcode="GY1 1AA", line1=line1)
        customer.clicks("Save this address", role="button")
        assert "but not yet to Guernsey" in customer.text()
        customer.fills_in_address(postcode=postcode, line1=line1)
        customer.clicks("Save this address", role="button")
    customer.clicks("Make default", role="button")

    customer.puts_in_cart(ADAPTER)
    customer.opens("/checkout/")
    expect(customer.page.locator("main [name=email]")).to_have_value(email)
    expect(customer.page.locator("main [name=phone]")).to_have_value("020 7946 0018")
    expect(customer.page.locator("[name=address]").first).to_be_checked()
    customer.clicks("Pay £10.79", role="button")
    customer.pays_with(GOOD_CARD)
    customer.sees_paid_order()
    assert "2 Mill Lane" in customer.text()
    assert "BT1 5GS" in customer.text()
    customer.opens("/users/profile/")
    assert "This saving is for a first order only" in customer.text()
