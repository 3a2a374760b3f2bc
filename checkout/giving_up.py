"""Giving up an unpaid order: its stock and its first-order claim go back, once."""

from django.db import transaction

from catalog.stock import release_stock
from checkout.first_order import give_back_first_order
from checkout.models import Order, OrderState
from checkout.models.order_state import OPEN_STATES
from checkout.moving import By, move_order
from checkout.tasks import drop_coupon


@transaction.atomic
def give_up(order: Order, state: OrderState, *, by: By, why: str) -> bool:
    """Move an open order to CANCELLED or EXPIRED. False, and nothing done, if it was not open."""
    if not move_order(order, state, by=by, what=why, only_from=OPEN_STATES, holds_stock=False):
        return False
    release_stock(held_pieces(order))
    give_back_first_order(order)
    if order.first_order_saving_pence:
        transaction.on_commit(lambda: drop_coupon.enqueue(order.pk))
    return True


def held_pieces(order: Order) -> dict[str, int]:
    """The stock an order holds, or took: pieces by product SKU."""
    return dict(order.holds.values_list("sku_id", "pieces"))
