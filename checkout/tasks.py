"""What the worker does after a business event is committed. Each task takes a row's key, may run
twice, and does its work once."""

import logging
from datetime import timedelta

from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from checkout import stripe_gateway
from checkout.fault_points import FaultPoint, reached
from checkout.mails import mail_confirmation, mail_late_refund, mail_refund
from checkout.models import Order, OrderState, Refund, RefundState
from checkout.session_parameters import coupon_id

log = logging.getLogger(__name__)

MAIL_MAY_TAKE = timedelta(minutes=10)
MAILS = {OrderState.PAID: mail_confirmation, OrderState.REFUNDED: mail_late_refund}


@task(backend="shop")
def send_confirmation(order_pk: int) -> None:
    """Mail what became of the payment, once: one conditional UPDATE names who sends it."""
    claimed_at = timezone.now()
    if not unconfirmed_orders().filter(pk=order_pk).update(confirmation_claimed_at=claimed_at):
        return
    reached(FaultPoint.MAIL_CLAIMED)
    # A refund that fails meanwhile takes the claim away: what is mailed then is not the last word.
    ours = Order.objects.filter(pk=order_pk, confirmation_claimed_at=claimed_at)
    order = Order.objects.get(pk=order_pk)
    try:
        MAILS[order.state](order)
    except OSError:
        ours.update(confirmation_claimed_at=None)
        raise
    reached(FaultPoint.MAIL_SENT)
    ours.update(confirmation_sent_at=timezone.now())
    log.info("confirmation of order %s sent", order.number)


def unconfirmed_orders():
    """Orders whose buyer ought to be told, and nobody has, or is doing it now."""
    stuck_since = timezone.now() - MAIL_MAY_TAKE
    return Order.objects.filter(state__in=MAILS, confirmation_sent_at=None).filter(
        Q(confirmation_claimed_at=None) | Q(confirmation_claimed_at__lt=stuck_since)
    )


@task(backend="shop")
def send_refund_mail(refund_pk: int) -> None:
    """Tell the buyer of a refund, once."""
    if not unmailed_refunds().filter(pk=refund_pk).exists() or not _claim_mail(refund_pk):
        return
    reached(FaultPoint.MAIL_CLAIMED)
    refund = Refund.objects.select_related("order").get(pk=refund_pk)
    try:
        mail_refund(refund)
    except OSError:
        Refund.objects.filter(pk=refund_pk).update(mail_claimed_at=None)
        raise
    reached(FaultPoint.MAIL_SENT)
    Refund.objects.filter(pk=refund_pk).update(mail_sent_at=timezone.now())
    log.info("refund %s of order %s mailed", refund.pk, refund.order.number)


def _claim_mail(refund_pk: int) -> bool:
    """By the row's own columns alone: with a join, PostgreSQL would look for the row in a query of
    its own, which does not see that another worker has just claimed it."""
    unclaimed = Refund.objects.filter(_nobody_mails(), pk=refund_pk, mail_sent_at=None)
    return bool(unclaimed.update(mail_claimed_at=timezone.now()))


def _nobody_mails() -> Q:
    stuck_since = timezone.now() - MAIL_MAY_TAKE
    return Q(mail_claimed_at=None) | Q(mail_claimed_at__lt=stuck_since)


def unmailed_refunds():
    """Refunds of kept orders that Stripe has accepted, and whose buyer has not been told."""
    accepted = Refund.objects.filter(
        state__in=(RefundState.PENDING, RefundState.SUCCEEDED),
        order__state=OrderState.PAID,
        mail_sent_at=None,
    )
    return accepted.filter(_nobody_mails())


@task(backend="shop")
def drop_coupon(order_pk: int) -> None:
    """The coupon of an order that was given up must not be used any more."""
    stripe_gateway.delete_coupon(coupon_id(Order.objects.get(pk=order_pk)))
