"""Rows of the order desk's lists."""

from checkout.models import StripeEvent


def an_event(event_id: str = "evt_1", **fields) -> StripeEvent:
    defaults = {"type": "refund.updated", "outcome": "failed", "error": "KeyError: id"}
    return StripeEvent.objects.create(event_id=event_id, **defaults | fields)


LIST = "/admin/checkout/order/"


def numbers(desk, query: str) -> set[str]:
    shown = desk.get(f"{LIST}?{query}").context["object_list"]
    return {order.number for order in shown}
