"""Stock held by unpaid orders, and the moves of their lines between order and cart.

A hold is firm at first. Later it yields: another shopper who wants the last units may take them.
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.stock import hold_stock, mark_stock_firm, mark_stock_yielding
from checkout.models import Cart, CartLine, Order, OrderHold, OrderState
from jobs.failures import do_each


def hold_for_order(order: Order, demand: Mapping[str, int]) -> None:
    """Hold stock for a new order, in the caller's transaction: pieces by product SKU.

    Raises OutOfStock. The hold yields at once if the limits say so (`orders.limits`).
    """
    OrderHold.objects.bulk_create(
        OrderHold(order=order, sku_id=sku, pieces=pieces) for sku, pieces in demand.items()
    )
    hold_stock(demand)
    if order.yields_from and order.yields_from <= timezone.now():
        mark_order_yielding(order)


def held_pieces(order: Order) -> dict[str, int]:
    """Pieces that an order holds or has taken, by product SKU."""
    return dict(order.holds.values_list("sku_id", "pieces"))


def mark_old_orders_yielding() -> None:
    """Let every unpaid order yield whose firm hold is over. Runs on a schedule."""
    now = timezone.now()
    due = Order.objects.filter(
        state=OrderState.AWAITING_PAYMENT, holds_stock=True, yields=False, yields_from__lte=now
    )
    do_each("end of the firm hold of order", list(due.order_by("pk")), mark_order_yielding)


@transaction.atomic
def mark_order_yielding(order: Order) -> bool:
    """Make the stock that the order holds available to others.

    Return False if the order is paid, closed or yields already.
    """
    firm = Order.objects.filter(
        pk=order.pk, state=OrderState.AWAITING_PAYMENT, holds_stock=True, yields=False
    )
    if not firm.update(yields=True):
        return False
    mark_stock_yielding(held_pieces(order))
    return True


def mark_order_firm(order: Order) -> None:
    """Make the hold of an order that is being paid firm again. Call in a transaction."""
    if Order.objects.filter(pk=order.pk, yields=True).update(yields=False):
        mark_stock_firm(held_pieces(order))
    order.yields = False


def take_from_cart(order: Order) -> None:
    """Remove the order's quantities from its cart; later additions stay."""
    cart = _cart_of(order)
    if cart is None:
        return
    for sku, quantity in order.lines.values_list("sku_id", "quantity"):
        line = CartLine.objects.filter(cart=cart, sku=sku)
        if not line.filter(quantity__gt=quantity).update(quantity=F("quantity") - quantity):
            line.delete()


def put_back_in_cart(order: Order) -> None:
    """Add the order's lines to its cart again, after the payment failed.

    They keep the prices of the order, so that the cart can report what has changed since.
    """
    cart = _cart_of(order)
    if cart is None:
        return
    for line in order.lines.all():
        existing = CartLine.objects.filter(cart=cart, sku=line.sku_id)
        if not existing.update(quantity=F("quantity") + line.quantity):
            CartLine.objects.create(
                cart=cart,
                sku_id=line.sku_id,
                quantity=line.quantity,
                title_shown=line.title,
                price_shown_pence=line.price_pence,
            )


def _cart_of(order: Order) -> Cart | None:
    return (order.cart.merged_into or order.cart) if order.cart else None
