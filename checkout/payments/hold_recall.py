"""Recall the stock of old unpaid orders for a shopper who wants the last units (law 9)."""

import logging
from collections.abc import Mapping

from django.db.models import F

from catalog.models import Stock
from checkout.models import Cart, Order
from checkout.orders.holds import mark_old_orders_yielding
from checkout.orders.state import SHOP
from checkout.payments.hold_release import HoldOutcome, release_hold

log = logging.getLogger(__name__)

WHY = "Its stock went to another shopper: it was unpaid for too long, or very large"


def recall_holds(demand: Mapping[str, int], *, cart: Cart) -> bool:
    """Expire as many yielding orders as the demand needs, oldest first.

    Return whether any was expired. Each order's payment page is closed at Stripe first, outside of
    any transaction. An order that is paid or being paid is settled and keeps its stock.
    """
    mark_old_orders_yielding()
    missing = _missing(demand)
    yielding = Order.objects.yielding().filter(holds__sku__in=list(missing)).distinct()
    own = Order.objects.of_cart(cart)
    has_recalled = False
    for order in yielding.exclude(pk__in=own).order_by("yields_from", "pk"):
        pieces = {sku: n for sku, n in order.held_pieces().items() if missing.get(sku, 0) > 0}
        if pieces and _recall(order):
            has_recalled = True
            missing = {sku: n - pieces.get(sku, 0) for sku, n in missing.items()}
    return has_recalled


def _missing(demand: Mapping[str, int]) -> dict[str, int]:
    """Pieces of the demand that exceed the stock that no order holds, by SKU."""
    unheld = Stock.objects.filter(pk__in=list(demand)).annotate(unheld=F("on_hand") - F("held"))
    short = {sku: demand[sku] - n for sku, n in unheld.values_list("pk", "unheld")}
    return {sku: pieces for sku, pieces in short.items() if pieces > 0}


def _recall(order: Order) -> bool:
    """Expire the order and return whether its stock is released."""
    outcome = release_hold(order, by=SHOP, why=WHY, source="the recall of its stock")
    if outcome is HoldOutcome.RELEASED:
        log.warning("order %s released its stock to another shopper", order.number)
    return outcome in (HoldOutcome.RELEASED, HoldOutcome.CLOSED_BEFORE)
