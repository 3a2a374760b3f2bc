"""What time brings: open orders whose hold is over, and work that was left undone."""

import logging

from django.db import DatabaseError, transaction
from django.utils import timezone

from catalog.stock import StockDisagrees
from checkout import stripe_gateway
from checkout.giving_up import give_up
from checkout.lost_sessions import close_lost_sessions
from checkout.models import Notice, Order, OrderState, Refund, RefundState
from checkout.moving import SHOP
from checkout.notices import send_notice
from checkout.refund_news import send_refund
from checkout.settling import settle
from checkout.stripe_gateway import NoSuchObject, StripeRefused, StripeUnavailable
from checkout.tasks import send_confirmation, send_refund_mail, unconfirmed_orders, unmailed_refunds
from checkout.webhook import take_waiting_events

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
    """Settle it if it was paid after all, and wait on for a payment that is on its way; else its
    time is over, whatever may still come."""
    if order.stripe_session_id:
        try:
            session = stripe_gateway.expire_session(order.stripe_session_id)
            settle(session, heard_from="the clock")
        except NoSuchObject:
            log.error("order %s: Stripe does not know its session", order.number)
    _give_up_if_stale(order)


@transaction.atomic
def _give_up_if_stale(order: Order) -> None:
    """Not if settling, here or elsewhere, has given it more time."""
    stale = Order.objects.select_for_update().filter(pk=order.pk, hold_until__lt=timezone.now())
    if stale.exists():
        give_up(order, OrderState.EXPIRED, by=SHOP, why="Its time is over")


def resume_unfinished_work() -> None:
    """Do what a lost task left undone, after a power cut say. Each is done once all the same."""
    left = [(send_confirmation, order) for order in unconfirmed_orders()]
    asked = Refund.objects.filter(state=RefundState.REQUESTED, stripe_refund_id=None)
    left += [(send_refund, refund) for refund in asked]
    left += [(send_refund_mail, refund) for refund in unmailed_refunds()]
    left += [(send_notice, notice) for notice in Notice.objects.owed()]
    for task, row in left:
        try:
            task.call(row.pk)
        except WHAT_MAY_GO_WRONG as error:
            log.error("%s: %s is tried again: %r", row, task.name, error)
    _close_lost_sessions()
    take_waiting_events()


def _close_lost_sessions() -> None:
    try:
        close_lost_sessions(Order.objects.all())
    except WHAT_MAY_GO_WRONG as error:
        log.error("payment pages that may be lost are looked for again: %r", error)
