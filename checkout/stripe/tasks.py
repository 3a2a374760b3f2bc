"""Background tasks that call Stripe. Each takes a primary key and may run twice."""

from checkout.models import Order
from checkout.stripe import gateway
from checkout.stripe.session_parameters import coupon_id
from jobs.queues import Queue
from jobs.tasks import shop_task


@shop_task(Queue.MONEY)
def delete_coupon(order_pk: int) -> None:
    """Delete the coupon of a released order, so that it cannot be used any more."""
    gateway.delete_coupon(coupon_id(Order.objects.get(pk=order_pk)))
