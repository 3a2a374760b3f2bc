"""Mails about an order that are owed from an event on: written down with it, sent afterwards."""

import logging

from checkout.mails import mail_order_link
from checkout.models import Notice, Order, OrderRequest, Refund
from checkout.owed_mails import NOTICE
from jobs.queues import Queue
from jobs.tasks import shop_task

log = logging.getLogger(__name__)


def owe_notice(
    order: Order, kind: str, *, request: OrderRequest | None = None, refund: Refund | None = None
) -> None:
    """In the caller's transaction, with the worker's task; mailed once that is committed."""
    notice = Notice.objects.create(order=order, kind=kind, request=request, refund=refund)
    send_notice.enqueue(notice.pk)


@shop_task(Queue.MAILS)
def send_notice(notice_pk: int) -> None:
    NOTICE.send(notice_pk)


@shop_task(Queue.MAILS)
def send_order_link(order_pk: int) -> None:
    """Mail the way to an order to the address it was placed with; nothing where there is none."""
    if order := Order.objects.filter(pk=order_pk).first():
        mail_order_link(order)
        log.info("a link to order %s mailed", order.number)
