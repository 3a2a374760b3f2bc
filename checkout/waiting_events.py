"""Refunds that Stripe told of before the payment: taken once their order is paid."""

from checkout.models import StripeEvent
from checkout.settling import order_paid
from checkout.webhook import take_waiting_events
from jobs.queues import Queue
from jobs.tasks import shop_task


@shop_task(Queue.MONEY)
def take_events_of_order(order_pk: int) -> None:
    take_waiting_events(order_pk)


def connect() -> None:
    order_paid.connect(_queue, dispatch_uid="events that wait for a payment")


def _queue(sender, order: int, **kwargs) -> None:
    if StripeEvent.objects.filter(order=order, outcome=StripeEvent.Outcome.WAITING).exists():
        take_events_of_order.enqueue(order)
