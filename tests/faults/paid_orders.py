"""Waiting for an order to be paid."""

from checkout.models import Order, OrderState
from tests.waits import wait_for


def wait_until_paid(order: Order) -> None:
    paid = Order.objects.filter(pk=order.pk, state=OrderState.PAID)
    wait_for(paid.exists, f"the payment of order {order.number}")
