"""Checkout views: pages, redirects and refusals."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Stock
from checkout.models import Cart, CartLine, Order, OrderState
from tests.accounts.mailbox import link_in
from tests.builders import a_bundle, a_product
from tests.checkout.shopping import (
    ADDRESS,
    add,
    check_out,
    client,
    client_of_another,
    figures,
    page_after,
)

__all__ = ["client", "client_of_another"]

pytestmark = pytest.mark.django_db


def test_the_cart_has_machine_readable_amounts(client):
    add(client, a_bundle())
    response = add(client, a_product(1299))
    assert figures(response) == {
        "list": 4298,
        "bundle-saving": 300,
        "delivery": 0,
        "total": 3998,
    }
    assert response.text.count('class="cart-line"') == 2


def test_cart_checkout_and_order_page_show_the_same_amounts(
    client, shopper, stripe_server, django_capture_on_commit_callbacks
):
    client.force_login(shopper)
    add(client, a_bundle())
    add(client, a_product(1299))
    expected = {
        "list": 4298,
        "bundle-saving": 300,
        "first-order-saving": 400,
        "delivery": 0,
        "total": 3598,
    }
    assert figures(client.get("/cart/")) == expected
    assert figures(client.get("/checkout/")) == expected
    response = check_out(client)
    order = Order.objects.get()
    assert response.status_code == 302
    assert response["Location"] == stripe_server.session_of(order).url
    paid = stripe_server.pays(order)
    back = client.get(paid.headers["Location"].removeprefix("http://testserver"))
    assert back.status_code == 200
    assert figures(back) == expected
    assert order.number in back.text
    assert Order.objects.get().state == OrderState.PAID


def test_the_return_page_settles_before_any_webhook_and_the_mail_is_sent(
    client, stripe_server, run_tasks, django_capture_on_commit_callbacks
):
    wax = a_product(1299, stock=2)
    add(client, wax)
    check_out(client)
    order = Order.objects.get()
    address = stripe_server.pays(order).headers["Location"].removeprefix("http://testserver")
    with django_capture_on_commit_callbacks(execute=True):
        client.get(address)
        client.get(address)
    run_tasks()
    order.refresh_from_db()
    assert order.paid_at is not None
    assert Stock.objects.get(pk=wax.sku).on_hand == 1
    [message] = mail.outbox
    assert order.number in message.body
    assert "£17.98" in message.body
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert "£17.98" in html
    assert CartLine.objects.count() == 0


def paid_page(client, stripe_server):
    add(client, a_product())
    check_out(client)
    address = stripe_server.pays(Order.objects.get()).headers["Location"]
    return client.get(address.removeprefix("http://testserver")).text


def test_a_guest_who_has_paid_is_offered_an_account_and_the_newsletter(client, stripe_server):
    page = paid_page(client, stripe_server)
    assert 'action="/accounts/signup/"' in page
    assert 'action="/newsletter/"' in page
    assert page.count(f'value="{ADDRESS["email"]}"') == 2
    agrees = page[page.index('name="agrees"') :]
    assert "checked" not in agrees[: agrees.index(">")]


def test_a_customer_who_has_paid_is_offered_neither(client, shopper, stripe_server):
    client.force_login(shopper)
    page = paid_page(client, stripe_server)
    assert 'action="/accounts/signup/"' not in page
    assert 'action="/newsletter/"' not in page


def test_a_guest_who_has_paid_can_cancel_or_send_back_from_there(client, stripe_server):
    page = paid_page(client, stripe_server)
    order_page = re.search(r'href="([^"]+)">Cancel or return</a>', page)[1]
    assert 'href="/returns/"' in page[page.index("Cancel or return") :].partition("</p>")[0]
    answer = client.get(order_page)
    assert Order.objects.get().number in answer.text
    assert "Request a cancellation" in answer.text
    assert answer.context["order_urls"].request


def test_the_paid_page_of_a_customer_has_the_requests_themselves(client, shopper, stripe_server):
    client.force_login(shopper)
    page = paid_page(client, stripe_server)
    assert "Request a cancellation" in page
    assert ">Cancel or return</a>" not in page


def test_an_unpaid_order_does_not_offer_to_cancel_or_return(client, stripe_server):
    add(client, a_product())
    check_out(client)
    session = Order.objects.get().stripe_session_id
    assert "Cancel or return" not in client.get(f"/checkout/success/?session_id={session}").text


def test_an_account_made_on_the_paid_page_has_the_order(client, stripe_server):
    paid_page(client, stripe_server)
    client.post("/accounts/signup/", {"email": ADDRESS["email"], "password1": "", "password2": ""})
    assert Order.objects.get().user is None
    link = link_in(next(m for m in mail.outbox if "/confirm-email/" in m.body))
    client.post(link)
    assert Order.objects.get().user.email == ADDRESS["email"]


def test_another_visitor_s_session_id_shows_nothing(client, client_of_another, stripe_server):
    add(client, a_product())
    check_out(client)
    order = Order.objects.get()
    location = stripe_server.pays(order).headers["Location"].removeprefix("http://testserver")
    stranger = client_of_another.get(location)
    assert stranger.status_code == 404
    for private in (order.number, order.email, order.name, order.postcode):
        assert private not in stranger.text
    unknown = client_of_another.get("/checkout/success/?session_id=cs_test_unknown")
    assert unknown.status_code == 404
    assert client_of_another.get("/checkout/success/").status_code == 404


def test_cancelling_returns_to_the_unchanged_cart(client, stripe_server):
    wax = a_product(stock=1)
    add(client, wax)
    check_out(client)
    response = client.get("/checkout/cancel/", follow=True)
    assert response.redirect_chain == [("/cart/", 302)]
    assert "nothing was charged" in response.text
    assert CartLine.objects.get().quantity == 1
    assert "/c/pay/" in check_out(client)["Location"]
    assert Order.objects.open().count() == 1


def test_a_changed_total_is_shown_and_places_no_order(client, stripe_server):
    wax = a_product(1299)
    add(client, wax)
    client.get("/checkout/")
    wax.price_pence = 1500
    wax.save_revision().publish()
    response = page_after(client, client.post("/checkout/", ADDRESS | {"shown_total_pence": 1798}))
    assert "£17.98" in response.text
    assert "£19.99" in response.text
    assert not Order.objects.exists()
    assert 'name="shown_total_pence" value="1999"' in response.text


def test_a_posted_price_is_ignored(client, stripe_server):
    wax = a_product(1299)
    add(client, wax, price=1, price_pence=1, list_pence=1)
    check_out(client, total_pence=1, price=1, amount=1)
    assert Order.objects.get().total_pence == 1798


def test_an_unavailable_stripe_shows_a_message_and_keeps_the_cart(client, stripe_is_down):
    wax = a_product(stock=3)
    add(client, wax)
    response = page_after(client, check_out(client))
    assert "Nothing has been charged" in response.text
    assert CartLine.objects.get().quantity == 1
    assert Stock.objects.get(pk=wax.sku).held == 0


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("email", "nonsense", "valid email"),
        ("name", "", "Please enter your full name."),
        ("postcode", "12345", "enter a UK postcode"),
        ("postcode", "JE2 3AB", "not yet to Jersey"),
        ("postcode", "GY1 1AA", "not yet to Guernsey"),
        ("postcode", "IM1 1AA", "not yet to the Isle of Man"),
        ("phone", "12", "enter a phone number"),
        ("line1", "x" * 121, "at most 120"),
        ("email", "a" * 250 + "@example.com", "at most 254"),
        ("phone", "020 7946 0018" + " " * 30 + "1", "phone number"),
    ],
)
def test_an_invalid_address_shows_an_error_and_places_no_order(
    client, stripe_server, field, value, message
):
    add(client, a_product())
    response = page_after(client, check_out(client, **{field: value}))
    assert message in response.text
    assert not Order.objects.exists()


def test_the_shop_delivers_to_northern_ireland(client, stripe_server):
    add(client, a_product())
    assert "/c/pay/" in check_out(client, postcode="bt1 1aa")["Location"]
    assert Order.objects.get().postcode == "BT1 1AA"


def test_the_checkout_of_an_empty_cart_redirects_to_the_cart(client):
    response = client.get("/checkout/", follow=True)
    assert response.redirect_chain == [("/cart/", 302)]
    assert "nothing to check out" in response.text
    assert client.post("/checkout/", ADDRESS).status_code == 302
    assert not Order.objects.exists()


@pytest.mark.parametrize("quantity", ["0", "-1", "1" + "0" * 20, "abc", "1.5", "١٢x"])
def test_an_invalid_quantity_is_refused_with_a_message(client, quantity):
    wax = a_product()
    response = add(client, wax, quantity)
    assert response.status_code == 400
    assert not CartLine.objects.exists()
    words = ("whole number", "at least one", "The maximum quantity is")
    assert any(word in response.text for word in words)


def test_a_quantity_above_the_stock_is_capped_with_a_message(client):
    response = add(client, a_product(stock=3), 9)
    assert CartLine.objects.get().quantity == 3
    assert "Only 3 of" in response.text


@pytest.mark.parametrize("sku", ["AUT-XX-999", "", "x" * 41, "AUT-CC-001\x00"])
def test_an_unknown_sku_is_refused(client, sku):
    response = client.post("/cart/add/", {"sku": sku, "quantity": 1})
    assert response.status_code in (400, 404)
    assert not CartLine.objects.exists()


def test_an_unpublished_product_cannot_be_added(client):
    wax = a_product()
    wax.unpublish()
    assert add(client, wax).status_code == 404


def test_changing_removing_and_clearing(client):
    wax, cloth = a_product(), a_product()
    add(client, wax)
    add(client, cloth, 2)
    client.post("/cart/change/", {"sku": wax.sku, "quantity": 5})
    assert CartLine.objects.get(sku=wax.sku).quantity == 5
    client.post("/cart/remove/", {"sku": cloth.sku})
    assert CartLine.objects.count() == 1
    client.post("/cart/clear/")
    assert CartLine.objects.count() == 0


def test_one_shopper_cannot_change_another_s_cart(client, client_of_another):
    wax = a_product()
    add(client, wax, 2)
    client_of_another.post("/cart/change/", {"sku": wax.sku, "quantity": 9})
    client_of_another.post("/cart/remove/", {"sku": wax.sku})
    client_of_another.post("/cart/clear/")
    cart = Cart.objects.get(lines__sku=wax.sku, pk=client.session["cart_id"])
    assert cart.lines.get().quantity == 2


def test_the_carts_are_merged_at_log_in_with_a_message(client, shopper):
    wax, cloth = a_product(stock=5), a_product()
    client.force_login(shopper)
    add(client, wax, 4)
    client.logout()
    add(client, wax, 3)
    add(client, cloth)
    client.post("/accounts/login/", {"login": shopper.email, "password": "correct horse"})
    response = client.get("/cart/")
    cart = shopper.cart
    assert dict(cart.lines.values_list("sku_id", "quantity")) == {wax.sku: 5, cloth.sku: 1}
    assert "before you logged in" in response.text
    assert "There is not enough stock of" in response.text


def test_logging_out_leaves_no_cart_behind(client, shopper):
    client.force_login(shopper)
    add(client, a_product())
    client.logout()
    assert figures(client.get("/cart/")).get("total", 0) == 0
    assert 'class="cart-line"' not in client.get("/cart/").text


def test_the_badge_shows_the_number_of_units_and_the_customer(client, shopper):
    assert client.get("/cart/badge/").status_code == 200
    client.force_login(shopper)
    add(client, a_product(), 3)
    assert "3" in client.get("/cart/badge/").text


def test_personal_pages_are_not_cached(client):
    add(client, a_product())
    for address in ("/cart/", "/checkout/", "/cart/badge/"):
        assert "no-store" in client.get(address)["Cache-Control"]


@pytest.mark.slow
@pytest.mark.parametrize("who", ["a guest", "a customer"])
def test_the_cart_page_makes_at_most_twelve_queries(client, shopper, who):
    if who == "a customer":
        client.force_login(shopper)
    add(client, a_product(5000))
    queries_of(client, "/cart/")  # makes what is made once
    few = queries_of(client, "/cart/")
    for _ in range(20):
        add(client, a_product(5000))
    add(client, a_bundle())
    many = queries_of(client, "/cart/")
    assert few == many <= 12


def queries_of(client, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_checkout_form_without_the_total_it_showed_places_no_order(client, stripe_server):
    add(client, a_product(1299))
    for wrong in ({}, {"shown_total_pence": "abc"}):
        response = page_after(client, client.post("/checkout/", ADDRESS | wrong))
        assert "check the total again" in response.text
    assert not Order.objects.exists()


def test_the_cancel_page_shows_a_payment_that_was_made(client, stripe_server):
    add(client, a_product(1299))
    check_out(client)
    stripe_server.pays(Order.objects.get())
    client.get(f"/checkout/success/?session_id={Order.objects.get().stripe_session_id}")
    response = client.get("/checkout/cancel/", follow=True)
    assert "nothing was charged" not in response.text
    assert Order.objects.get().number in response.text


def test_changing_a_line_that_is_not_there_adds_nothing(client):
    wax = a_product()
    client.post("/cart/change/", {"sku": wax.sku, "quantity": 3})
    client.post("/cart/remove/", {"sku": wax.sku})
    assert not Cart.objects.exists()


def test_a_new_attempt_after_a_merge_releases_both_orders(client, shopper, stripe_server):
    """A new attempt after login releases both orders, so that nothing is paid twice."""
    wax = a_product(1299, stock=5)
    client.force_login(shopper)
    add(client, wax, 1)
    check_out(client)
    client.logout()
    add(client, wax, 2)
    check_out(client)
    assert Order.objects.open().count() == 2
    client.post("/accounts/login/", {"login": shopper.email, "password": "correct horse"})
    assert dict(shopper.cart.lines.values_list("sku_id", "quantity")) == {wax.sku: 3}
    assert "/c/pay/" in check_out(client)["Location"]
    [order] = Order.objects.open()
    assert order.lines.get().quantity == 3
    assert Stock.objects.get(pk=wax.sku).held == 3
    assert [s.status for s in stripe_server.sessions()].count("open") == 1


def test_a_guest_s_order_paid_after_log_in_belongs_to_the_customer(client, shopper, stripe_server):
    client.force_login(shopper)
    add(client, a_product())
    client.logout()
    wax = a_product(1299)
    add(client, wax, 2)
    check_out(client)
    client.post("/accounts/login/", {"login": shopper.email, "password": "correct horse"})
    order = Order.objects.get()
    location = stripe_server.pays(order).headers["Location"].removeprefix("http://testserver")
    assert client.get(location).status_code == 200
    order.refresh_from_db()
    assert (order.state, order.user) == (OrderState.PAID, shopper)
    assert wax.sku not in shopper.cart.lines.values_list("sku_id", flat=True)
