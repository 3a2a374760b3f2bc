"""Which orders are to be packed and dispatched."""

import pytest

from checkout.models import Order, OrderLine
from checkout.orders.dispatch import NotDispatchable, Tracking, dispatch_order
from checkout.orders.fulfilment.allowed_actions import OrderAction, refusal_of, with_action_facts
from checkout.orders.requests import create_request
from checkout.orders.state import SHOP
from checkout.payments.cancellation import cancel_order
from checkout.refunds.apply import apply_refund, send_refund
from checkout.stripe.gateway import retrieve_refund
from tests.builders import a_product
from tests.checkout.builders import stock_of

pytestmark = pytest.mark.django_db


def refusals(order: Order) -> tuple[str, str]:
    order = with_action_facts(Order.objects.filter(pk=order.pk)).get()
    return refusal_of(OrderAction.PACK, order), refusal_of(OrderAction.DISPATCH, order)


def test_a_paid_order_is_to_be_dispatched(paid):
    order = paid()
    assert list(Order.objects.to_dispatch()) == [order]
    assert refusals(order) == ("", "")


def test_a_cancelled_order_whose_refund_fails_later_is_not_sent(paid, stripe_server):
    wax = a_product(1299, stock=1)
    order = paid(wax)
    stripe_server.side.rule("pending_refund")
    refund = cancel_order(order=order, by=SHOP, shown_pence=order.paid_pence)
    send_refund.call(refund.pk)
    refund.refresh_from_db()
    stripe_server.side.settles_refund(refund.stripe_refund_id, "failed")
    apply_refund(retrieve_refund(refund.stripe_refund_id), order)
    assert stock_of(wax) == (1, 0)
    order.refresh_from_db()
    assert order.refunded_pence == 0
    assert refusals(order) == ("It was cancelled, but its refund failed: refund it again.",) * 2
    assert list(Order.objects.to_dispatch()) == []
    with pytest.raises(NotDispatchable):
        dispatch_order(order=order, tracking=Tracking("Royal Mail"), by=SHOP)


def test_an_order_with_an_open_cancellation_request_is_not_to_be_dispatched(paid):
    order = paid()
    create_request(order=order, kind="cancellation", reason="Changed my mind")
    assert list(Order.objects.to_dispatch()) == []
    assert refusals(order) == ("The buyer has requested a cancellation: answer it first.",) * 2


def test_an_order_whose_units_are_all_refunded_is_not_sent(paid):
    order = paid(a_product(), a_product())
    wax, cloth = order.lines.all()
    OrderLine.objects.filter(pk=wax.pk).update(refunded_quantity=1)
    assert list(Order.objects.to_dispatch()) == [order]
    OrderLine.objects.filter(pk=cloth.pk).update(refunded_quantity=1)
    assert list(Order.objects.to_dispatch()) == []
    assert refusals(order) == ("All its units are refunded.",) * 2
    with pytest.raises(NotDispatchable):
        dispatch_order(order=order, tracking=Tracking("Royal Mail"), by=SHOP)
