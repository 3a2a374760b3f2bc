"""What the worker does after a business event is committed. Each task takes a row's key, may run
twice, and does its work once."""

from checkout import stripe_gateway
from checkout.models import Order
from checkout.owed_mails import CONFIRMATION, REFUND_MAIL
from checkout.session_parameters import coupon_id
from jobs.queues import Queue
from jobs.tasks import shop_task


@shop_task(Queue.MAILS)
def send_confirmation(order_pk: int) -> None:
    CONFIRMATION.send(order_pk)


@shop_task(Queue.MAILS)
def send_refund_mail(refund_pk: int) -> None:
    REFUND_MAIL.send(refund_pk)


@shop_task(Queue.MONEY)
def drop_coupon(order_pk: int) -> None:
    """Delete the coupon of an order that was given up, so that it is used no more."""
    stripe_gateway.delete_coupon(coupon_id(Order.objects.get(pk=order_pk)))
