"""What time brings: open orders whose hold is over, mails and refunds that were left undone."""

import logging

from django.utils import timezone

from checkout import stripe_gateway
from checkout.giving_up import give_up
from checkout.models import Order, OrderState
from checkout.settling import settle
from checkout.stripe_gateway import StripeRefused, StripeUnavailable
from checkout.tasks import refund_late_payment, send_confirmation, unconfirmed_orders

log = logging.getLogger(__name__)


def release_stale_orders() -> int:
    """Settle or give up every open order whose hold is over; how many there were.

    One whose session Stripe cannot tell us about stays as it is until the next time.
    """
    stale = list(Order.objects.open().filter(hold_until__lt=timezone.now()))
    for order in stale:
        try:
            _close(order)
        except (StripeUnavailable, StripeRefused) as error:
            log.error("order %s stays open: %s", order.number, error)
    return len(stale)


def _close(order: Order) -> None:
    if not order.stripe_session_id:
        give_up(order, OrderState.EXPIRED)
        return
    settle(stripe_gateway.expire_session(order.stripe_session_id))


def resume_unfinished_work() -> None:
    """Ask again for confirmations and refunds whose task was lost, by a power cut say."""
    for order in unconfirmed_orders():
        send_confirmation.enqueue(order.pk)
    for order in Order.objects.filter(state=OrderState.REFUND_DUE):
        refund_late_payment.enqueue(order.pk)
