"""Signed links to guest orders: valid for one order and 90 days, without a session."""

import re
import time

import pytest
from django.core import mail, signing
from django.test import Client

from checkout.access.visitor import link_token, order_of_link
from checkout.models import CartLine, Order, OrderRequest
from checkout.notifications.mails import CONFIRMATION
from checkout.orders.guest_orders import claim_guest_orders
from tests.builders import a_customer, a_product, a_visitor
from tests.checkout.buyers import an_order, strangers
from tests.outbox.builders import send_now

pytestmark = pytest.mark.django_db

DAYS_90 = 90 * 24 * 3600
SUBPATHS = ["", "receipt/", "invoice/", "request/"]


@pytest.fixture
def order(stripe_server) -> Order:
    return an_order(stripe_server, email="sam@example.com", line1="7 Secret Lane")


def link_of(order) -> str:
    return f"/checkout/linked/{link_token(order)}/"


def mailed_link() -> str:
    [message] = mail.outbox
    [path] = set(re.findall(r"http://testserver(/checkout/linked/[^\s\"]+/)", message.body))
    [(html, _)] = message.alternatives
    assert f'href="http://testserver{path}"' in html
    return path


@pytest.fixture
def later(monkeypatch):
    """Return a function that moves the clock for signatures forward by seconds."""
    now = time.time()

    def go(seconds: float) -> None:
        monkeypatch.setattr(signing.time, "time", lambda: now + seconds)

    return go


def test_the_link_in_a_guest_s_confirmation_opens_the_order_without_a_session(order, settings):
    settings.SITE_URL = "http://testserver"
    send_now(CONFIRMATION, order)
    page = Client().get(mailed_link())
    assert page.status_code == 200
    assert order.number in page.text
    assert "7 Secret Lane" in page.text
    assert 'id="total" value="1798"' in page.text
    assert "Thank you, your order is paid" in page.text


def test_the_link_in_a_customer_s_confirmation_opens_the_account_page(
    stripe_server, shopper, settings
):
    settings.SITE_URL = "http://testserver"
    order = an_order(stripe_server, user=shopper)
    send_now(CONFIRMATION, order)
    assert f"http://testserver/users/orders/{order.number}/" in mail.outbox[0].body
    assert "/checkout/linked/" not in mail.outbox[0].body


@pytest.mark.parametrize("subpath", SUBPATHS)
def test_receipt_invoice_and_forms_open_by_the_link(order, subpath):
    assert a_visitor().get(link_of(order) + subpath).status_code == 200


def test_the_page_links_to_receipt_and_invoice(order):
    link = link_of(order)  # once: a link signed a second later is another one
    page = a_visitor().get(link).text
    for subpath in ("receipt/", "invoice/", "again/", "request/"):
        assert f'"{link}{subpath}"' in page
    assert f'href="{link}"' in a_visitor().get(f"{link}receipt/").text


def test_the_link_contains_no_address_and_no_name(order):
    token = link_token(order)
    content = signing.loads(token, salt="checkout.order-link")
    assert content[0] == order.number
    assert "sam" not in str(content)


def test_buying_again_by_the_link_fills_the_guest_s_cart(order):
    visitor = a_visitor()
    answer = visitor.post(f"{link_of(order)}again/", follow=True)
    assert answer.redirect_chain == [("/cart/", 302)]
    assert "Added to your cart: “Wax”." in answer.text
    assert visitor.get(f"{link_of(order)}again/").status_code == 405


def check_refused(path: str, order: Order) -> None:
    for subpath in (*SUBPATHS, "again/"):
        for send in (a_visitor().get, a_visitor().post):
            answer = send(path + subpath, {"kind": "cancellation", "reason": "Not mine"})
            assert answer.status_code == 404, subpath
            assert "This link no longer works" in answer.text
            assert 'action="/checkout/find/"' in answer.text
            for private in (order.number, order.email, order.name, "Secret Lane"):
                assert private not in answer.text
    assert CartLine.objects.count() == OrderRequest.objects.count() == 0


def test_the_link_expires_after_90_days(order, later):
    path = link_of(order)
    later(DAYS_90 - 60)
    assert a_visitor().get(path).status_code == 200
    later(DAYS_90 + 60)
    check_refused(path, order)


def test_an_altered_link_opens_nothing(order):
    head, when, signature = link_token(order).split(":")
    for broken in (
        f"{head}:{when}:{signature[:-3]}AAA",
        f"{head}:{when}",
        f"{head[:-1]}:{when}:{signature}",
        signing.dumps([order.number, "x" * 16], salt="checkout.order-link"),
        signing.dumps([order.number, "x" * 16], salt="another"),
        signing.dumps(order.number, key="another key", salt="checkout.order-link"),
    ):
        check_refused(f"/checkout/linked/{broken}/", order)


def test_a_link_opens_only_its_own_order(order, stripe_server):
    other = an_order(stripe_server, email="kim@example.com")
    assert order_of_link(link_token(other)) == other
    page = a_visitor().get(link_of(other)).text
    assert order.number not in page
    mixed = f"{link_token(order).split(':')[0]}:{':'.join(link_token(other).split(':')[1:])}"
    check_refused(f"/checkout/linked/{mixed}/", order)


def test_the_link_of_an_erased_order_opens_nothing(order):
    path = link_of(order)
    Order.objects.update(email="erased@autovise.invalid")
    assert a_visitor().get(path).status_code == 404


def test_the_link_works_after_the_order_is_attached_to_an_account(order):
    path = link_of(order)
    claim_guest_orders(a_customer("sam@example.com"))
    assert a_visitor().get(path).status_code == 200


def test_an_order_number_opens_nothing_without_permission(order):
    for stranger in (*strangers().values(), a_visitor()):
        assert stranger.get(f"/checkout/linked/{order.number}/").status_code == 404


def test_a_customer_s_order_opens_by_its_link_without_log_in(stripe_server, shopper):
    """The link is only mailed to the order's email address."""
    order = an_order(stripe_server, a_product(), user=shopper)
    assert a_visitor().get(link_of(order)).status_code == 200
