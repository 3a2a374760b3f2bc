"""Outbox of mails about orders: each is queued with its event, sent once, and retried.

`sitewide.outbox` explains claims and retries.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import models

from checkout.fault_points import FaultPoint, reached
from checkout.models import Order, OrderMail, OrderRequest, OrderState, Refund, RefundState
from checkout.notifications.mails import (
    mail_confirmation,
    mail_late_refund,
    mail_order_event,
    mail_order_link,
    mail_refund,
)
from jobs.queues import Queue
from jobs.tasks import shop_task
from sitewide.outbox import OutgoingMail

log = logging.getLogger(__name__)

_CONFIRMATIONS = {OrderState.PAID: mail_confirmation, OrderState.REFUNDED: mail_late_refund}


def _with_fault_points[T: models.Model](mail: Callable[[T], None]) -> Callable[[Any], None]:
    """Wrap a mail function so that tests can kill the process before and after it."""

    @wraps(mail)
    def mail_with_fault_points(row: T) -> None:
        reached(FaultPoint.MAIL_CLAIMED)
        mail(row)
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
    refunds = Refund.objects.select_related("order")
    return refunds.filter(state__in=accepted, order__state=OrderState.PAID)


def _order_mails() -> models.QuerySet[OrderMail]:
    return OrderMail.objects.select_related("order", "request", "refund")


def _is_outdated(mail: Any) -> bool:
    return mail.is_outdated


CONFIRMATION = OutgoingMail(
    kind="confirmation of order",
    owed=_orders_to_confirm,
    mail=_with_fault_points(_mail_confirmation),
    claimed_at="confirmation_claimed_at",
    sent_at="confirmation_sent_at",
)
REFUND_MAIL = OutgoingMail(
    kind="mail of refund",
    owed=_refunds_to_mail,
    mail=_with_fault_points(mail_refund),
    claimed_at="mail_claimed_at",
    sent_at="mail_sent_at",
)
ORDER_MAIL = OutgoingMail(
    kind="order mail",
    owed=_order_mails,
    mail=_with_fault_points(mail_order_event),
    is_outdated=_is_outdated,
)


def send_owed_mails() -> int:
    """Send the mails that the worker has not sent; return how many were sent.

    Raises MailServerUnreachable, which ends the run: the next mail would fail as well.
    """
    return sum(outgoing.send_waiting() for outgoing in (CONFIRMATION, REFUND_MAIL, ORDER_MAIL))


@shop_task(Queue.MAILS)
def send_confirmation(order_pk: int) -> None:
    """Mail the outcome of an order: its confirmation, or the refund of a late payment."""
    CONFIRMATION.send(order_pk)


@shop_task(Queue.MAILS)
def send_refund_mail(refund_pk: int) -> None:
    """Mail the buyer about a refund."""
    REFUND_MAIL.send(refund_pk)


def queue_order_mail(
    order: Order, kind: str, *, request: OrderRequest | None = None, refund: Refund | None = None
) -> None:
    """Queue a mail in the caller's transaction; the worker sends it after the commit."""
    mail = OrderMail.objects.create(order=order, kind=kind, request=request, refund=refund)
    send_order_mail.enqueue(mail.pk)


@shop_task(Queue.MAILS)
def send_order_mail(mail_pk: int) -> None:
    """Send a mail that `queue_order_mail` has queued."""
    ORDER_MAIL.send(mail_pk)


@shop_task(Queue.MAILS)
def send_order_link(order_pk: int) -> None:
    """Mail a link to the order to its own address. Does nothing for an unknown primary key."""
    if order := Order.objects.filter(pk=order_pk).first():
        mail_order_link(order)
        log.info("mailed a link to order %s", order.number)
