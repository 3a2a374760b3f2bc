"""Concurrent refunds: never more than was paid, each once."""

from datetime import timedelta

import pytest
import stripe
from django.core import mail
from django.utils import timezone

from checkout.models import Order, Refund, RefundState
from checkout.notifications.mails import REFUND
from checkout.orders.state import SHOP
from checkout.payments.reconciliations import reconcile
from checkout.payments.settle import settle
from checkout.payments.webhook import HANDLERS
from checkout.refunds.apply import Deferred, send_refund
from checkout.refunds.request import (
    MoreThanPaid,
    MoreThanSold,
    NothingToRefund,
    RefundRequest,
    request_refund,
)
from tests.builders import a_product
from tests.checkout.builders import an_open_order, session_at_stripe
from tests.concurrency.at_once import at_once, refusals
from tests.concurrency.books import check_books, check_money, pieces_restocked, stock_of
from tests.outbox.builders import send_now

pytestmark = pytest.mark.slow

TOO_MUCH = (NothingToRefund, MoreThanPaid, MoreThanSold)


def a_paid_order(stripe_server, page, quantity: int = 2) -> Order:
    order = an_open_order((page, quantity))
    stripe_server.pays(order)
    return settle(session_at_stripe(order))


def asking(order: Order, **request):
    """Return a call that requests a refund."""
    return lambda: request_refund(
        order=order, request=RefundRequest(**request), reason="returned", note="", by=SHOP
    )


def sending(refund: Refund):
    return lambda: send_refund.call(refund.pk)


def amounts_at_stripe(stripe_server) -> list[int]:
    return [refund.amount for refund in stripe_server.client.v1.refunds.list().data]


def test_two_concurrent_full_refunds_refund_once(stripe_server):
    wax = a_product(1299, stock=5)
    order = a_paid_order(stripe_server, wax)
    outcomes = at_once(*[asking(order, everything=True)] * 2, refused_by=TOO_MUCH)
    [refusal] = refusals(outcomes)
    assert refusal in TOO_MUCH
    at_once(*map(sending, Refund.objects.all()))
    assert amounts_at_stripe(stripe_server) == [3097]
    assert Refund.objects.get().state == RefundState.SUCCEEDED
    check_money(stripe_server)


def test_ten_concurrent_refunds_do_not_exceed_the_payment(stripe_server):
    order = a_paid_order(stripe_server, a_product(1299, stock=5), 1)
    outcomes = at_once(*[asking(order, amount_pence=300)] * 10, refused_by=TOO_MUCH)
    assert refusals(outcomes) == [MoreThanPaid] * 5
    at_once(*map(sending, Refund.objects.all()))
    assert amounts_at_stripe(stripe_server) == [300] * 5
    check_money(stripe_server)


def test_two_concurrent_refunds_of_a_line_count_its_units_once(stripe_server):
    order = a_paid_order(stripe_server, a_product(1299, stock=5))
    line = order.lines.get()
    outcomes = at_once(*[asking(order, units={line.pk: 2})] * 2, refused_by=TOO_MUCH)
    assert refusals(outcomes) == [MoreThanSold]
    line.refresh_from_db()
    assert line.refunded_quantity == 2
    assert Order.objects.get().refunded_pence == 2598


def test_two_workers_send_one_refund_once(stripe_server):
    wax = a_product(1299, stock=5)
    order = a_paid_order(stripe_server, wax)
    refund = asking(order, everything=True, puts_back=True)()
    at_once(*[sending(refund)] * 4)
    assert amounts_at_stripe(stripe_server) == [3097]
    assert pieces_restocked(wax) == 2
    assert stock_of(wax) == (5, 0)
    mailed = order.timeline.filter(what="Refund of £30.97: refunded")
    assert mailed.count() == 1
    check_books(wax, pieces_at_first=5)
    check_money(stripe_server)


def test_two_workers_mail_one_refund_once(stripe_server):
    order = a_paid_order(stripe_server, a_product(1299, stock=5))
    refund = asking(order, everything=True)()
    send_refund.call(refund.pk)
    at_once(*[lambda: send_now(REFUND, refund)] * 4)
    assert [message.to for message in mail.outbox] == [[order.email]]


def refunding_in_the_dashboard(stripe_server, order: Order, amount: int):
    """Stripe's own dashboard gives money back, and its event tells the shop, as a call."""

    def refund() -> str:
        request = {"payment_intent": order.stripe_payment_intent_id, "amount": amount}
        try:
            made = stripe_server.client.v1.refunds.create(request)
        except stripe.InvalidRequestError:
            return "refused"
        try:
            handler = HANDLERS["refund.created"]
            handler.apply(handler.read(made.id, order.stripe_payment_intent_id))
        except Deferred:
            return "waits"
        return "taken"

    return refund


def asking_and_sending(order: Order, **request):
    def ask() -> None:
        send_refund.call(asking(order, **request)().pk)

    return ask


@pytest.mark.parametrize("amount", [1000, 3097])
def test_concurrent_refunds_by_owner_and_dashboard_do_not_exceed_the_payment(stripe_server, amount):
    wax = a_product(1299, stock=5)
    order = a_paid_order(stripe_server, wax)
    at_once(
        asking_and_sending(order, amount_pence=2500, puts_back=True),
        refunding_in_the_dashboard(stripe_server, order, amount),
        refused_by=TOO_MUCH,
    )
    assert reconcile(since=timezone.now() - timedelta(days=1), fix=True).left == 0
    check_money(stripe_server)
    order.refresh_from_db()
    assert order.refunded_pence in (2500, amount)
    assert not Refund.objects.filter(state=RefundState.REQUESTED).exists()
