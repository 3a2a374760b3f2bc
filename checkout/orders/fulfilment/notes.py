"""Notes of the owner about an order, on its timeline."""

from django.db import transaction

from checkout.models import Order, OrderNote
from checkout.orders.state import Actor, log_order_event


@transaction.atomic
def add_note(*, order: Order, text: str, by: Actor) -> OrderNote:
    """Add a note. Its text is kept apart from the timeline, so that it can be erased."""
    return OrderNote.objects.create(event=log_order_event(order, "Note", by=by), text=text)
