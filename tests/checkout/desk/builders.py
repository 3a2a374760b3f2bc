"""Rows of the order desk's lists."""

import uuid

from checkout.models import Order, StripeEvent


def an_event(event_id: str = "evt_1", **fields) -> StripeEvent:
    defaults = {"type": "refund.updated", "outcome": "failed", "error": "KeyError: id"}
    return StripeEvent.objects.create(event_id=event_id, **defaults | fields)


def copies_of(order: Order, count: int) -> list[Order]:
    """Create orders like this one, but without lines: many take no time."""
    copies = []
    for number in range(count):
        values = {field.attname: getattr(order, field.attname) for field in Order._meta.fields}
        values |= {"id": None, "number": f"AV-{number:08}", "idempotency_key": uuid.uuid4()}
        values |= dict.fromkeys(("cart_id", "stripe_session_id", "invoice_number"))
        copies.append(Order(**values))
    return Order.objects.bulk_create(copies)


LIST = "/admin/checkout/order/"


def numbers(desk, query: str) -> set[str]:
    shown = desk.get(f"{LIST}?{query}").context["object_list"]
    return {order.number for order in shown}
