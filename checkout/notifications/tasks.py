"""Background task that mails a link to an order. The buyer can ask for it again."""

import logging

from checkout.models import Order
from checkout.notifications.mails import mail_order_link
from jobs.queues import Queue
from jobs.tasks import shop_task

log = logging.getLogger(__name__)


@shop_task(Queue.MAILS)
def send_order_link(order_pk: int) -> None:
    """Mail a link to the order to its own address. Does nothing for an unknown primary key."""
    if order := Order.objects.filter(pk=order_pk).first():
        mail_order_link(order)
        log.info("mailed a link to order %s", order.number)
