"""What the worker does after a business event is committed. Each task takes an order's key, may
run twice, and does its work once."""

import logging
from datetime import timedelta

from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from checkout import stripe_gateway
from checkout.mails import mail_confirmation, mail_late_refund
from checkout.models import Order, OrderState
from checkout.session_parameters import coupon_id

log = logging.getLogger(__name__)

MAIL_MAY_TAKE = timedelta(minutes=10)
MAILS = {OrderState.PAID: mail_confirmation, OrderState.REFUNDED: mail_late_refund}


@task(backend="shop")
def send_confirmation(order_pk: int) -> None:
    """Mail what became of the payment, once: one conditional UPDATE names who sends it."""
    if not unconfirmed_orders().filter(pk=order_pk).update(confirmation_claimed_at=timezone.now()):
        return
    order = Order.objects.get(pk=order_pk)
    try:
        MAILS[order.state](order)
    except OSError:
        Order.objects.filter(pk=order_pk).update(confirmation_claimed_at=None)
        raise
    Order.objects.filter(pk=order_pk).update(confirmation_sent_at=timezone.now())
    log.info("confirmation of order %s sent", order.number)


def unconfirmed_orders():
    """Orders whose buyer ought to be told, and nobody has, or is doing it now."""
    stuck_since = timezone.now() - MAIL_MAY_TAKE
    return Order.objects.filter(state__in=MAILS, confirmation_sent_at=None).filter(
        Q(confirmation_claimed_at=None) | Q(confirmation_claimed_at__lt=stuck_since)
    )


@task(backend="shop")
def refund_late_payment(order_pk: int) -> None:
    """Give late money back in full. Stripe does it once, by the idempotency key."""
    order = refunds_due().filter(pk=order_pk).first()
    if order is None:
        return
    stripe_gateway.refund_in_full(
        payment_intent_id=order.stripe_payment_intent_id,
        idempotency_key=f"{order.idempotency_key}-late",
    )
    refunds_due().filter(pk=order_pk).update(state=OrderState.REFUNDED)
    log.info("late payment of order %s refunded", order.number)
    send_confirmation.call(order_pk)


def refunds_due():
    return Order.objects.filter(state=OrderState.REFUND_DUE)


@task(backend="shop")
def drop_coupon(order_pk: int) -> None:
    """The coupon of an order that was given up must not be used any more."""
    stripe_gateway.delete_coupon(coupon_id(Order.objects.get(pk=order_pk)))
