"""Receipt and invoice views: for the buyer only, once the order is paid."""

from io import BytesIO

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from checkout.access.visitor import ORDERS_KEY
from checkout.models import Order, Refund, RefundState
from checkout.notifications.mails import CONFIRMATION
from checkout.orders.state import SHOP
from checkout.payments.settle import settle
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import a_bundle, a_customer, a_product, a_visitor
from tests.checkout.builders import an_open_order, session_at_stripe
from tests.outbox.builders import send_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(stripe_server) -> Order:
    order = an_open_order((a_product(1299, title="Wax"), 2))
    stripe_server.pays(order)
    return settle(session_at_stripe(order))


@pytest.fixture
def buyer(order):
    """Browser that placed the order."""
    visitor = a_visitor()
    session = visitor.session
    session[ORDERS_KEY] = [order.number]
    session.save()
    return visitor


def receipt_of(order) -> str:
    return f"/checkout/orders/{order.number}/receipt/"


def invoice_of(order) -> str:
    return f"/checkout/orders/{order.number}/invoice/"


def order_page(order) -> str:
    return f"/checkout/success/?session_id={order.stripe_session_id}"


def a_refund(order, state=RefundState.SUCCEEDED, **request) -> Refund:
    values = {"reason": "returned", "note": "For the owner", "by": SHOP}
    refund = request_refund(order=order, request=RefundRequest(**request), **values)
    Refund.objects.filter(pk=refund.pk).update(state=state)
    return refund


def test_order_receipt_invoice_and_mail_name_the_parts_of_a_bundle_as_sold(
    stripe_server, buyer, django_capture_on_commit_callbacks
):
    cloth, wax, mitt = (a_product(title=title) for title in ("Glass Cloth", "Wax", "Mitt"))
    order = an_open_order(a_bundle((cloth, 2), wax, mitt))
    stripe_server.pays(order)
    order = settle(session_at_stripe(order))
    session = buyer.session
    session[ORDERS_KEY] = [order.number]
    session.save()
    type(wax).objects.update(title="Renamed since")
    parts = "2 × Glass Cloth, Wax, Mitt"
    for path in (order_page(order), receipt_of(order)):
        assert parts in buyer.get(path).text
    printed = PdfReader(BytesIO(buyer.get(invoice_of(order)).content)).pages[0].extract_text()
    assert parts in " ".join(printed.split())
    send_now(CONFIRMATION, order)
    assert parts in mail.outbox[-1].body
    assert parts in mail.outbox[-1].alternatives[0].content


def test_the_receipt_shows_the_vat_and_is_linked_from_the_order(buyer, order):
    page = buyer.get(order_page(order)).text
    assert f'href="{receipt_of(order)}"' in page
    assert f'href="{invoice_of(order)}"' in page
    receipt = buyer.get(receipt_of(order)).text
    assert "INV-00001" in receipt
    for label, amount in (("Net of VAT", "£25.81"), ("VAT at 20%", "£5.16")):
        assert f"<dt>{label}</dt><dd>{amount}</dd>" in receipt


def test_the_invoice_is_a_pdf_that_is_not_cached(buyer, order):
    answer = buyer.get(invoice_of(order))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="INV-00001.pdf"'
    assert "no-store" in answer["Cache-Control"]
    [page] = PdfReader(BytesIO(answer.content)).pages
    assert "INV-00001" in page.extract_text()


@pytest.mark.parametrize("address", [receipt_of, invoice_of])
def test_other_visitors_get_a_404(order, address, owner):
    for visitor in (a_visitor(), a_visitor(a_customer()), a_visitor(owner)):
        assert visitor.get(address(order)).status_code == 404


@pytest.mark.parametrize("address", [receipt_of, invoice_of])
def test_a_customer_opens_it_from_any_browser(stripe_server, address):
    customer = a_customer()
    order = an_open_order(a_product(1299), user=customer)
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    assert a_visitor(customer).get(address(order)).status_code == 200


@pytest.mark.parametrize("address", [receipt_of, invoice_of])
def test_an_unpaid_order_has_no_receipt_and_no_invoice(stripe_server, address):
    customer = a_customer()
    order = an_open_order(a_product(1299), user=customer)
    assert a_visitor(customer).get(address(order)).status_code == 404


def test_the_order_page_shows_refunds_and_their_states(buyer, order):
    a_refund(order, units={order.lines.get().pk: 1})
    a_refund(order, RefundState.PENDING, amount_pence=200)
    a_refund(order, RefundState.FAILED, amount_pence=300)
    Order.objects.filter(pk=order.pk).update(refunded_pence=1499)
    page = " ".join(buyer.get(order_page(order)).text.split())
    assert ', 1 × Wax</span></span> <span class="amount">£12.99</span>' in page
    assert "Being refunded to your card" in page
    assert "Your bank rejected this refund" in page
    assert '<span>Total refunded</span> <span class="amount">£14.99</span>' in page
    assert "For the owner" not in page
    assert "Thank you, your order is paid" in page


def test_a_fully_refunded_order_shows_no_delivery_date(buyer, order):
    a_refund(order, everything=True)
    page = buyer.get(order_page(order)).text
    assert "<h1>This order is refunded</h1>" in page
    assert "All of the £30.97 you paid" in page
    assert "We promise delivery" not in page


def test_the_order_page_makes_a_fixed_number_of_queries(buyer, order):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert buyer.get(order_page(order)).status_code == 200
        return len(captured)

    queries()  # makes what is made once
    for unit in range(2):
        a_refund(order, units={order.lines.get().pk: 1})
        if unit == 0:
            before = queries()
    assert queries() == before


def test_the_confirmation_brings_the_invoice(order):
    send_now(CONFIRMATION, order)
    [message] = mail.outbox
    [(name, content, kind)] = message.attachments
    assert (name, kind) == ("INV-00001.pdf", "application/pdf")
    [page] = PdfReader(BytesIO(content)).pages
    assert order.number in page.extract_text()
