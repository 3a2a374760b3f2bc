"""What time brings: open orders whose hold is over, mails and refunds that were left undone."""

import logging

from django.db import DatabaseError
from django.utils import timezone

from catalog.stock import StockDisagrees
from checkout import stripe_gateway
from checkout.giving_up import give_up
from checkout.models import Order, OrderState
from checkout.settling import settle
from checkout.stripe_gateway import NoSuchSession, StripeRefused, StripeUnavailable
from checkout.tasks import (
    refund_late_payment,
    refunds_due,
    send_confirmation,
    unconfirmed_orders,
)

WHAT_MAY_GO_WRONG = (StripeUnavailable, StripeRefused, StockDisagrees, DatabaseError, OSError)

log = logging.getLogger(__name__)


def release_stale_orders() -> int:
    """Settle or give up every open order whose hold is over; how many there were.

    One whose session Stripe cannot tell us about stays as it is until the next time.
    """
    stale = list(Order.objects.open().filter(hold_until__lt=timezone.now()))
    for order in stale:
        try:
            _close(order)
        except WHAT_MAY_GO_WRONG as error:
            log.error("order %s stays open: %r", order.number, error)
    return len(stale)


def _close(order: Order) -> None:
    """Settle it if it was paid after all; else its time is over, whatever may still come."""
    if order.stripe_session_id:
        try:
            settle(stripe_gateway.expire_session(order.stripe_session_id))
        except NoSuchSession:
            log.error("order %s: Stripe does not know its session", order.number)
    give_up(order, OrderState.EXPIRED)


def resume_unfinished_work() -> None:
    """Do what a lost task left undone, after a power cut say. Each is done once all the same."""
    left = [(send_confirmation, order) for order in unconfirmed_orders()]
    left += [(refund_late_payment, order) for order in refunds_due()]
    for task, order in left:
        try:
            task.call(order.pk)
        except WHAT_MAY_GO_WRONG as error:
            log.error("order %s: %s is tried again: %r", order.number, task.name, error)
