"""Kinds of mails to buyers about their orders.

Each mail is queued with its event (`outbox.mails`), sent once, and tried again (`outbox.delivery`).
"""

from collections.abc import Callable
from functools import wraps

from django.db import models

from checkout.fault_points import FaultPoint, reached
from checkout.models import Order, OrderRequest, OrderState, Refund, RefundState
from checkout.models.order_state import UNPAID_CLOSED
from checkout.notifications.mails import (
    mail_answered_request,
    mail_confirmation,
    mail_dispatch,
    mail_failed_payment,
    mail_failed_refund,
    mail_late_refund,
    mail_new_request,
    mail_refund,
)
from outbox.kinds import MailKind, register

_CONFIRMATIONS = {OrderState.PAID: mail_confirmation, OrderState.REFUNDED: mail_late_refund}


def register_own() -> None:
    """Register the kinds of mails about orders."""
    register(
        CONFIRMATION,
        REFUND,
        DISPATCH,
        NEW_REQUEST,
        ANSWERED_REQUEST,
        FAILED_PAYMENT,
        FAILED_REFUND,
    )


def _with_fault_points[Object: models.Model](
    mail: Callable[[Object], None],
) -> Callable[[Object], None]:
    """Wrap a mail function so that tests can kill the process before and after it."""

    @wraps(mail)
    def mail_with_fault_points(about: Object) -> None:
        reached(FaultPoint.MAIL_CLAIMED)
        mail(about)
        reached(FaultPoint.MAIL_SENT)

    return mail_with_fault_points


def _orders_to_confirm() -> models.QuerySet[Order]:
    """Orders whose outcome is mailed: paid, or refunded because the payment came too late."""
    return Order.objects.filter(state__in=_CONFIRMATIONS)


def _mail_confirmation(order: Order) -> None:
    _CONFIRMATIONS[OrderState(order.state)](order)


def _refunds_to_mail() -> models.QuerySet[Refund]:
    """Accepted refunds of paid orders."""
    accepted = (RefundState.PENDING, RefundState.SUCCEEDED)
    return _refunds().filter(state__in=accepted, order__state=OrderState.PAID)


def _refunds() -> models.QuerySet[Refund]:
    return Refund.objects.select_related("order")


def _requests() -> models.QuerySet[OrderRequest]:
    return OrderRequest.objects.select_related("order")


def _is_paid_after_all(order: Order) -> bool:
    """Return whether the buyer has paid since the payment failed."""
    return order.state not in UNPAID_CLOSED


def _is_tried_again(refund: Refund) -> bool:
    """Return whether the refund that failed is on its way again, or made."""
    return refund.order.state in (OrderState.REFUND_DUE, OrderState.REFUNDED)


CONFIRMATION = MailKind(
    "confirmation of order", _orders_to_confirm, _with_fault_points(_mail_confirmation)
)
REFUND = MailKind("mail of refund", _refunds_to_mail, _with_fault_points(mail_refund))
DISPATCH = MailKind("mail of dispatch", Order.objects.all, _with_fault_points(mail_dispatch))
NEW_REQUEST = MailKind("mail of new request", _requests, _with_fault_points(mail_new_request))
ANSWERED_REQUEST = MailKind(
    "mail of answered request", _requests, _with_fault_points(mail_answered_request)
)
FAILED_PAYMENT = MailKind(
    "mail of failed payment",
    Order.objects.all,
    _with_fault_points(mail_failed_payment),
    is_outdated=_is_paid_after_all,
)
FAILED_REFUND = MailKind(
    "mail of failed refund",
    _refunds,
    _with_fault_points(mail_failed_refund),
    is_outdated=_is_tried_again,
)
