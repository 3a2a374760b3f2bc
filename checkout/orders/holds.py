"""Firm and yielding stock of unpaid orders.

A hold is firm at first. Later it yields: another shopper who wants the last units may take them.
"""

from django.db import transaction
from django.utils import timezone

from catalog.models.stock import mark_stock_firm, mark_stock_yielding
from checkout.models import Order, OrderState
from jobs.tasks import do_each


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
    mark_stock_yielding(order.held_pieces())
    return True


def mark_order_firm(order: Order) -> None:
    """Make the hold of an order that is being paid firm again. Call in a transaction."""
    if Order.objects.filter(pk=order.pk, yields=True).update(yields=False):
        mark_stock_firm(order.held_pieces())
    order.yields = False
