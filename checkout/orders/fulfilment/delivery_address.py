"""Change the delivery address of an order before its dispatch."""

from collections.abc import Mapping

from django.db import transaction

from accounts.profile.uk_fields import usual_spelling
from checkout.models import AddressChange, Order
from checkout.orders.fulfilment.allowed_actions import (
    OrderAction,
    locked_with_action_facts,
    refusal_of,
)
from checkout.orders.state import Actor, log_order_event
from sitewide.postal_address import POSTAL_FIELDS, postal_lines


class AddressFixed(Exception):
    """The address can no longer be changed. The message says why."""


def change_delivery_address(*, order: Order, address: Mapping[str, str], by: Actor) -> bool:
    """Store the validated address and log old and new on the timeline.

    Return False, with nothing written, if the address is the same. Raises AddressFixed.
    """
    values = {name: address[name] for name in POSTAL_FIELDS}
    values["postcode"] = usual_spelling(values["postcode"])
    with transaction.atomic():
        # A dispatch locks the same row first, so it is either seen here or sees the new address.
        order = locked_with_action_facts(order)
        if reason := refusal_of(OrderAction.CHANGE_ADDRESS, order):
            raise AddressFixed(reason)
        before, after = order.postal_lines, postal_lines(values)
        if all(getattr(order, name) == value for name, value in values.items()):
            return False
        Order.objects.filter(pk=order.pk).update(**values)
        event = log_order_event(order, "Delivery address changed", by=by)
        AddressChange.objects.create(event=event, before=before, after=after)
        return True
