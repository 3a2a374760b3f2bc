"""Orders that a page is about: those that its URL names, or all that are to be packed."""

from collections.abc import Iterable

from django.http import HttpRequest

from checkout.models import Order
from checkout.models.order import OrderQuerySet
from checkout.orders.fulfilment.allowed_actions import OrderAction, refusal_of
from sitewide.numbers import primary_keys

MAX_ORDERS = 200


def chosen_keys(request: HttpRequest) -> list[int]:
    """Return the primary keys in `?id=`."""
    return primary_keys(request.GET.getlist("id"))[:MAX_ORDERS]


def orders_to_pack() -> OrderQuerySet:
    """Return the orders to pack, oldest first."""
    return Order.objects.to_dispatch().order_by("placed_at", "pk")


def chosen_orders(request: HttpRequest) -> OrderQuerySet:
    """Return the orders that `?id=` names, or without any those to pack."""
    if keys := chosen_keys(request):
        return Order.objects.filter(pk__in=keys).order_by("placed_at", "pk")
    return orders_to_pack()[:MAX_ORDERS]


def decided(
    action: OrderAction, orders: Iterable[Order]
) -> tuple[list[Order], list[tuple[Order, str]]]:
    """Return the orders with which the action is possible, and the others with the reason.

    The orders are some of `with_action_facts`.
    """
    reasons = [(order, refusal_of(action, order)) for order in orders]
    refused = [(order, reason) for order, reason in reasons if reason]
    return [order for order, reason in reasons if not reason], refused
