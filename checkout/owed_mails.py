"""The mails that buyers are owed about their orders."""

from collections.abc import Callable
from functools import wraps

from django.db import models

from accounts.owed_mails import OwedMail
from checkout.fault_points import FaultPoint, reached
from checkout.mails import mail_confirmation, mail_late_refund, mail_notice, mail_refund
from checkout.models import Notice, Order, OrderState, Refund, RefundState

_CONFIRMATIONS = {OrderState.PAID: mail_confirmation, OrderState.REFUNDED: mail_late_refund}


def _with_fault_points(mail: Callable[[models.Model], None]) -> Callable[[models.Model], None]:
    @wraps(mail)
    def mail_between(row: models.Model) -> None:
        reached(FaultPoint.MAIL_CLAIMED)
        mail(row)
        reached(FaultPoint.MAIL_SENT)

    return mail_between


def _orders_to_confirm() -> models.QuerySet:
    """Orders whose payment has come to an end that their buyer is told of."""
    return Order.objects.filter(state__in=_CONFIRMATIONS)


def _mail_confirmation(order: Order) -> None:
    _CONFIRMATIONS[order.state](order)


def _refunds_to_mail() -> models.QuerySet:
    """Refunds of kept orders that Stripe has accepted."""
    accepted = (RefundState.PENDING, RefundState.SUCCEEDED)
    refunds = Refund.objects.select_related("order")
    return refunds.filter(state__in=accepted, order__state=OrderState.PAID)


def _notices() -> models.QuerySet:
    return Notice.objects.select_related("order", "request", "refund")


CONFIRMATION = OwedMail(
    kind="confirmation of order",
    owed=_orders_to_confirm,
    mail=_with_fault_points(_mail_confirmation),
    claimed_at="confirmation_claimed_at",
    sent_at="confirmation_sent_at",
)
REFUND_MAIL = OwedMail(
    kind="mail of refund",
    owed=_refunds_to_mail,
    mail=_with_fault_points(mail_refund),
    claimed_at="mail_claimed_at",
    sent_at="mail_sent_at",
)
NOTICE = OwedMail(
    kind="notice",
    owed=_notices,
    mail=_with_fault_points(mail_notice),
    is_outdated=lambda notice: notice.is_outdated,
)


def send_owed_mails() -> int:
    """Send what the worker has lost; how many were sent. Raises MailServerUnreachable, which ends
    the round: the mails after it would wait for the same server."""
    return sum(owed.send_waiting() for owed in (CONFIRMATION, REFUND_MAIL, NOTICE))
