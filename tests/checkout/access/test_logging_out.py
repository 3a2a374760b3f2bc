"""Logging out removes all data of the user from the browser session."""

import pytest
from django.test import Client

from checkout.models import Order
from tests.builders import a_customer, a_product

pytestmark = pytest.mark.django_db

ADDRESS = {
    "email": "shopper@autovise.example",
    "name": "Sam Shopper",
    "line1": "1 High Street",
    "city": "Leeds",
    "postcode": "LS1 4AP",
}


@pytest.fixture
def used(shopper, stripe_server):
    """Browser of a guest who filled a cart, logged in, ordered, saved items and has a message."""
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    wax, mat, cloth = (a_product(1299, title=title) for title in ("Wax", "Mat", "Cloth"))
    browser.post("/cart/add/", {"sku": wax.sku, "quantity": 1})
    browser.post("/saved/add/", {"sku": mat.sku})
    browser.post("/accounts/login/", {"login": shopper.email, "password": "correct horse"})
    shown = browser.get("/checkout/").context["quote"].total_pence
    browser.post("/checkout/", ADDRESS | {"shown_total_pence": shown})
    browser.post("/cart/add/", {"sku": cloth.sku, "quantity": 2})  # its notice is never read
    return browser


@pytest.mark.parametrize("address", ["/accounts/logout/", "/admin/logout/"])
def test_no_cart_list_order_or_message_remains(used, shopper, address):
    type(shopper).objects.update(is_superuser=True)  # the admin's way out is for staff
    order = Order.objects.get()
    was = used.session.session_key
    used.post(address)
    assert used.session.session_key != was
    assert set(used.session.keys()) <= {"_messages"}  # the farewell
    assert "messages" not in used.cookies
    content = "".join(
        used.get(page).text for page in ("/cart/", "/cart/badge/", "/saved/", "/accounts/login/")
    )
    for private in ("Wax", "Mat", "Cloth", order.number, shopper.email, "Sam"):
        assert private not in content
    success = f"/checkout/success/?session_id={order.stripe_session_id}"
    assert used.get(success).status_code == 404
    assert used.get(f"/checkout/orders/{order.number}/receipt/").status_code == 404
    assert used.get("/checkout/cancel/", follow=True).redirect_chain == [("/cart/", 302)]


def test_the_customer_s_data_is_there_after_the_next_log_in(used, shopper):
    used.post("/accounts/logout/")
    used.post("/accounts/login/", {"login": shopper.email, "password": "correct horse"})
    text = used.get("/cart/").text + used.get("/saved/").text
    for title in ("Wax", "Mat", "Cloth"):
        assert title in text


def test_the_next_user_of_the_browser_has_an_empty_session(used, shopper):
    used.post("/accounts/logout/")
    other = a_customer()
    used.post("/accounts/login/", {"login": other.email, "password": "correct horse"})
    assert used.get("/cart/").context["summary"].lines == ()
    assert used.get("/saved/").context["items"] == []
    assert shopper.cart.lines.count() == 2
    assert "order_numbers" not in used.session


def test_a_get_does_not_log_out(used):
    used.get("/accounts/logout/")
    assert used.get("/users/profile/").status_code == 200
