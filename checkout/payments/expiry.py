"""Open orders whose hold is over, and refunds that were not asked for."""

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
from jobs.failures import do_each

log = logging.getLogger(__name__)


def release_stale_orders() -> int:
    """Settle or give up every open order whose hold is over; how many there were.

    One whose session Stripe cannot tell us about stays as it is until the next time.
    """
    stale = list(Order.objects.open().filter(hold_until__lt=timezone.now()))
    do_each("end of the hold of order", stale, _close, label=str)
    return len(stale)


def _close(order: Order) -> None:
    """Settle it if it was paid after all, and wait on for a payment that is on its way; else its
    time is over, whatever may still come."""
    if order.stripe_session_id:
        try:
            session = gateway.expire_session(order.stripe_session_id)
            settle(session, source="the clock")
        except NoSuchObject:
            log.error("order %s: Stripe does not know its session", order.number)
    _give_up_if_stale(order)


@transaction.atomic
def _give_up_if_stale(order: Order) -> None:
    """Not if settling, here or elsewhere, has given it more time."""
    stale = Order.objects.select_for_update().filter(pk=order.pk, hold_until__lt=timezone.now())
    if stale.exists():
        release_order(order, OrderState.EXPIRED, by=SHOP, why="Its time is over")


def resume_refunds() -> None:
    """Ask Stripe for the refunds that the worker has lost. Each is made once all the same."""
    asked = Refund.objects.filter(state=RefundState.REQUESTED, stripe_refund_id=None)
    do_each("refund", asked.select_related("order"), request_refund_at_stripe, label=str)
