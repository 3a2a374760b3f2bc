"""Record that a dispatched order was delivered."""

from django.db import transaction
from django.utils import timezone

from checkout.models import Dispatch, Order
from checkout.orders.state import Actor, log_order_event


@transaction.atomic
def mark_delivered(*, order: Order, by: Actor) -> bool:
    """Record the delivery as of now. Return False, with nothing done, if the order is not
    dispatched or was delivered already."""
    on_its_way = Dispatch.objects.filter(order=order, delivered_at=None)
    if not on_its_way.update(delivered_at=timezone.now()):
        return False
    log_order_event(order, "Marked as delivered", by=by)
    return True
