"""Periodic jobs: expire unpaid orders and send refund requests that Stripe has not received."""

import logging

from django.db import transaction
from django.utils import timezone

from checkout.models import Order, OrderState, Refund, RefundState
from checkout.orders.release import release_order
from checkout.orders.state import SHOP
from checkout.payments.settle import settle
from checkout.refunds.apply import request_refund_at_stripe
from checkout.stripe import gateway
from checkout.stripe.gateway import NoSuchObject
from jobs.tasks import do_each

log = logging.getLogger(__name__)


def release_stale_orders() -> int:
    """Settle or expire every open order whose hold is over; return how many there were.

    An order whose session cannot be read from Stripe is tried again on the next run.
    """
    stale = list(Order.objects.open().filter(hold_until__lt=timezone.now()))
    do_each("end of the hold of order", stale, _close, label=str)
    return len(stale)


def _close(order: Order) -> None:
    """Expire the session at Stripe and settle the order. Expire the order unless settling has
    extended its hold, because a payment is processing."""
    if order.stripe_session_id:
        try:
            session = gateway.expire_session(order.stripe_session_id)
            settle(session, source="the scheduler")
        except NoSuchObject:
            log.error("order %s: Stripe does not know its session", order.number)
    _expire_if_stale(order)


@transaction.atomic
def _expire_if_stale(order: Order) -> None:
    """Expire the order unless its hold was extended in the meantime."""
    stale = Order.objects.select_for_update().filter(pk=order.pk, hold_until__lt=timezone.now())
    if stale.exists():
        release_order(order, OrderState.EXPIRED, by=SHOP, why="The time to pay ran out")


def resume_refunds() -> None:
    """Send the refund requests that the worker has lost. Stripe makes each refund only once."""
    requested = Refund.objects.filter(state=RefundState.REQUESTED, stripe_refund_id=None)
    do_each("refund", requested.select_related("order"), request_refund_at_stripe, label=str)
