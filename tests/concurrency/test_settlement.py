"""Concurrent settling of one payment: settled once, confirmed once."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from checkout.models import Order, OrderState, StripeEvent
from checkout.notifications.mails import CONFIRMATION
from checkout.orders.state import SHOP
from checkout.payments.reconciliations import reconcile
from checkout.payments.settle import accept_review, refuse_review, settle
from tests.builders import CONTACT, a_product, a_visitor
from tests.checkout.builders import an_open_order, changed, session_at_stripe
from tests.checkout.conftest import signature
from tests.concurrency.at_once import at_once
from tests.concurrency.books import (
    check_books,
    check_invoices,
    check_money,
    confirmations_queued,
    stock_of,
)
from tests.outbox.builders import send_now

pytestmark = pytest.mark.slow


def a_paid_order(stripe_server, page):
    """An order placed through the shop's pages and paid at Stripe, of which the shop knows nothing
    yet: the order, the shopper's browser, and the address that Stripe sends it to."""
    visitor = a_visitor()
    visitor.post("/cart/add/", {"sku": page.sku, "quantity": 2})
    total = re.search(r'id="total" value="(\d+)"', visitor.get("/checkout/").text)[1]
    fields = {name: getattr(CONTACT, name) for name in CONTACT.__slots__}
    visitor.post("/checkout/", fields | {"shown_total_pence": total})
    order = Order.objects.get()
    address = stripe_server.pays(order).headers["Location"].removeprefix("http://testserver")
    return order, visitor, address


def delivering(body: bytes):
    """One delivery of the event, as a call; its answer's status."""

    def deliver() -> int:
        headers = {"Stripe-Signature": signature(body)}
        answer = a_visitor().post(
            "/webhook/stripe/", body, content_type="application/json", headers=headers
        )
        return answer.status_code

    return deliver


def check_settled_once(order, page) -> None:
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    assert stock_of(page) == (3, 0)
    check_books(page, pieces_at_first=5)
    assert order.cart.lines.count() == 0
    assert order.invoice_number == 1
    check_invoices()
    assert confirmations_queued() == 1
    assert mail.outbox == []
    at_once(*[lambda: send_now(CONFIRMATION, order)] * 4)
    assert [message.to for message in mail.outbox] == [[order.email]]


def test_twenty_deliveries_of_one_event_settle_once(stripe_server):
    wax = a_product(stock=5)
    order, _, _ = a_paid_order(stripe_server, wax)
    deliver = delivering(stripe_server.event_of(order))
    assert at_once(*[deliver] * 20) == [200] * 20
    assert StripeEvent.objects.get().outcome == StripeEvent.Outcome.TAKEN
    check_settled_once(order, wax)


def test_the_webhook_and_the_return_page_settle_once(stripe_server):
    wax = a_product(stock=5)
    order, visitor, address = a_paid_order(stripe_server, wax)
    deliver = delivering(stripe_server.event_of(order))
    answers = at_once(deliver, lambda: visitor.get(address).status_code)
    assert answers == [200, 200]
    check_settled_once(order, wax)


def reconciling() -> int:
    """A reconciliation of today; how many differences it has left."""
    return reconcile(since=timezone.now() - timedelta(days=1), fix=True).left


def test_the_webhook_the_return_page_and_the_reconciliation_settle_once(stripe_server):
    wax = a_product(stock=5)
    order, visitor, address = a_paid_order(stripe_server, wax)
    deliver = delivering(stripe_server.event_of(order))
    messengers = (deliver, lambda: visitor.get(address).status_code, reconciling, deliver)
    assert at_once(*messengers) == [200, 200, 0, 200]
    check_settled_once(order, wax)
    check_money(stripe_server)


def under_review(stripe_server, page) -> Order:
    """An order for which Stripe has taken another amount."""
    order = an_open_order((page, 2))
    stripe_server.pays(order)
    return settle(changed(session_at_stripe(order), amount_total_pence=1000))


def test_a_review_accepted_twice_concurrently_sells_once(stripe_server):
    wax = a_product(stock=5)
    order = under_review(stripe_server, wax)
    outcomes = at_once(*[lambda: accept_review(order, by=SHOP)] * 2)
    assert sorted(outcomes) == [False, True]
    check_settled_once(order, wax)


def test_a_review_accepted_and_refused_concurrently_is_decided_once(stripe_server):
    wax = a_product(stock=5)
    order = under_review(stripe_server, wax)
    accepted, refused = at_once(
        lambda: accept_review(order, by=SHOP), lambda: refuse_review(order, by=SHOP)
    )
    assert {accepted, refused} == {True, False}
    order.refresh_from_db()
    assert order.state == (OrderState.PAID if accepted else OrderState.REFUND_DUE)
    assert order.refunds.count() == (0 if accepted else 1)
    assert order.refunded_pence == (0 if accepted else 1000)
    assert stock_of(wax) == ((3, 0) if accepted else (5, 0))
    check_invoices()
