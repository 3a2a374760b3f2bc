"""Views of a customer's orders: list, detail page and access."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from checkout.models import CartLine, Order, OrderRequest
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.state import SHOP
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import a_customer, a_product, a_visitor
from tests.checkout.buyers import an_order, strangers

pytestmark = pytest.mark.django_db

LIST = "/users/orders/"


def page_of(order) -> str:
    return f"{LIST}{order.number}/"


def words(answer) -> str:
    return " ".join(answer.text.split())


@pytest.fixture
def order(stripe_server, shopper) -> Order:
    return an_order(stripe_server, user=shopper, line1="7 Secret Lane")


@pytest.fixture
def browser(shopper):
    return a_visitor(shopper)


def test_the_list_shows_items_date_total_and_state(browser, order):
    page = words(browser.get(LIST))
    assert order.number in page
    assert "1 × Wax" in page
    assert "£11.69" in page
    assert "Paid, not dispatched yet" in page
    assert f'href="{page_of(order)}"' in page


def test_a_customer_without_orders_sees_a_link_to_find_guest_orders(browser):
    page = browser.get(LIST).text
    assert "You have no orders yet." in page
    assert 'href="/checkout/find/"' in page


def test_the_list_has_only_the_customer_s_orders(order, stripe_server):
    an_order(stripe_server)
    other = a_customer()
    own = an_order(stripe_server, user=other)
    page = a_visitor(other).get(LIST).text
    assert own.number in page
    assert order.number not in page
    assert page.count("order-list__one") == 1


def test_the_list_has_pages_of_ten(browser, shopper, order):
    for number in range(11):
        _copy(order, number)
    first, second = browser.get(LIST), browser.get(f"{LIST}?page=2")
    assert first.text.count("order-list__one") == 10
    assert second.text.count("order-list__one") == 2
    assert 'href="?page=2" rel="next"' in first.text
    assert 'href="?page=1" rel="prev"' in second.text
    for odd in ("0", "99", "x"):
        assert browser.get(f"{LIST}?page={odd}").status_code == 200


def _copy(order: Order, number: int) -> Order:
    line = order.lines.get()
    copy = Order.objects.get(pk=order.pk)
    copy.pk, copy.number, copy.cart, copy.invoice_number = None, f"AV-COPY{number:04d}", None, None
    copy.stripe_session_id, copy.idempotency_key = f"cs_{number}", f"{number:032d}"
    copy.save()
    line.pk, line.order = None, copy
    line.save()
    return copy


def test_the_list_makes_a_fixed_number_of_queries(browser, order):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(LIST).status_code == 200
        return len(captured)

    queries()
    before = queries()
    for number in range(5):
        dispatch_order(order=_copy(order, number), tracking=Tracking("Royal Mail"), by=SHOP)
    assert queries() == before <= 8


def test_the_page_shows_amounts_documents_and_actions(browser, order):
    page = words(browser.get(page_of(order)))
    assert 'id="total" value="1169"' in page
    assert 'id="first-order-saving" value="130"' in page
    for path in (
        f"/checkout/orders/{order.number}/receipt/",
        f"/checkout/orders/{order.number}/invoice/",
        f"{page_of(order)}again/",
        f"{page_of(order)}request/",
    ):
        assert f'"{path}"' in page
    assert "7 Secret Lane" in page
    assert "Thank you, your order is paid" in page


def test_the_receipt_links_to_the_order(browser, order):
    receipt = browser.get(f"/checkout/orders/{order.number}/receipt/").text
    assert f'href="{page_of(order)}"' in receipt


def test_a_dispatched_order_shows_carrier_and_tracking(browser, order):
    tracking = Tracking("Royal Mail", "RM123", "https://track.example/RM123")
    dispatch_order(order=order, tracking=tracking, by=SHOP)
    page = words(browser.get(page_of(order)))
    assert "<h1>Your order is on its way</h1>" in page
    assert 'with Royal Mail, under the number <strong class="order-number">RM123</strong>' in page
    assert 'href="https://track.example/RM123"' in page
    assert "Dispatched on" in browser.get(LIST).text


def test_the_list_shows_refunded_orders(browser, order):
    request = RefundRequest(everything=True)
    request_refund(order=order, request=request, reason="returned", note="", by=SHOP)
    assert ">Refunded</span>" in browser.get(LIST).text


def test_the_page_makes_a_fixed_number_of_queries(browser, shopper, stripe_server):
    def queries(order) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(page_of(order)).status_code == 200
        return len(captured)

    few = an_order(stripe_server, user=shopper)
    many = an_order(stripe_server, *[a_product(100) for _ in range(5)], user=shopper)
    for answer in ("One", "Two"):
        values = {"kind": "cancellation", "state": "refused", "reason": "Why", "answer": answer}
        OrderRequest.objects.create(order=many, answered_at=many.paid_at, **values)
    queries(few)
    assert queries(many) == queries(few) <= 14


SUBPATHS = ["", "again/", "request/"]


@pytest.mark.parametrize("path", SUBPATHS)
def test_other_customers_get_a_404(order, path):
    address = page_of(order) + path
    for who, stranger in strangers().items():
        for send in (stranger.get, stranger.post):
            answer = send(address, {"kind": "cancellation", "reason": "I am not the buyer"})
            assert answer.status_code == 404, who
            for private in (order.email, order.name, "Secret Lane"):
                assert private not in answer.text
    assert CartLine.objects.count() == 0
    assert OrderRequest.objects.count() == 0


@pytest.mark.parametrize("path", SUBPATHS)
def test_anonymous_visitors_are_redirected_to_the_log_in(order, path):
    for address in (page_of(order) + path, f"{LIST}AV-NOSUCH/{path}"):
        for send in (a_visitor().get, a_visitor().post):
            answer = send(address)
            assert (answer.status_code, answer["Location"]) == (
                302,
                f"/accounts/login/?next={address}",
            )


@pytest.mark.parametrize("path", SUBPATHS)
def test_unknown_orders_and_those_of_others_get_the_same_response(order, path):
    stranger = a_visitor(a_customer())
    theirs = stranger.get(page_of(order) + path)
    none = stranger.get(f"{LIST}AV-NOSUCH/{path}")
    assert theirs.status_code == none.status_code == 404
    assert theirs.text == none.text


@pytest.mark.parametrize("path", ["again/", "request/"])
def test_a_form_from_another_site_does_nothing(order, shopper, path):
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(shopper)
    fields = {"kind": "cancellation", "reason": "Forged"}
    assert forged.post(page_of(order) + path, fields).status_code == 403
    assert CartLine.objects.count() == OrderRequest.objects.count() == 0


def test_the_pages_are_not_cached(browser, order):
    for address in (LIST, page_of(order), f"{page_of(order)}request/", "/checkout/find/"):
        assert "no-store" in browser.get(address)["Cache-Control"]
