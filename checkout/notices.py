"""Mails about an order that are owed from an event on: written down with it, sent afterwards."""

import logging

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from checkout.fault_points import FaultPoint, reached
from checkout.mails import mail_notice, mail_order_link
from checkout.models import Notice, Order, OrderRequest, Refund

log = logging.getLogger(__name__)


def owe_notice(
    order: Order, kind: str, *, request: OrderRequest | None = None, refund: Refund | None = None
) -> None:
    """In the caller's transaction; mailed by the worker once that is committed."""
    notice = Notice.objects.create(order=order, kind=kind, request=request, refund=refund)
    transaction.on_commit(lambda: send_notice.enqueue(notice.pk))


@task(backend="shop")
def send_notice(notice_pk: int) -> None:
    """Mail it, once: one conditional UPDATE names who sends it."""
    if not Notice.objects.owed().filter(pk=notice_pk).update(claimed_at=timezone.now()):
        return
    reached(FaultPoint.MAIL_CLAIMED)
    notice = Notice.objects.select_related("order", "request", "refund").get(pk=notice_pk)
    if notice.is_outdated:
        notice.delete()
        return
    try:
        mail_notice(notice)
    except OSError:
        Notice.objects.filter(pk=notice_pk).update(claimed_at=None)
        raise
    reached(FaultPoint.MAIL_SENT)
    Notice.objects.filter(pk=notice_pk).update(sent_at=timezone.now())
    log.info("notice %s (%s) of order %s mailed", notice.pk, notice.kind, notice.order.number)


@task(backend="shop")
def send_order_link(order_pk: int) -> None:
    """Mail the way to an order to the address it was placed with; nothing where there is none."""
    if order := Order.objects.filter(pk=order_pk).first():
        mail_order_link(order)
        log.info("a link to order %s mailed", order.number)
