"""Background tasks of payments. Each takes a primary key and may run twice."""

from checkout.payments.webhook import apply_waiting_events
from jobs.queues import Queue
from jobs.tasks import shop_task


@shop_task(Queue.MONEY)
def apply_events_of_order(order_pk: int) -> None:
    """Apply the events of this order that could not be applied before it was paid."""
    apply_waiting_events(order_pk)
