"""What the cart has to say about the payment of what lies in it: still on its way, or it failed."""

from enum import Enum

from django.db.models import Case, When

from checkout.models import Cart, Order, OrderState


class CartPayment(Enum):
    PAYMENT_PENDING = "the bank is still working on it"
    FAILED = "it did not come"


def pending_payment(cart: Cart | None) -> tuple[CartPayment, Order] | None:
    """Of a payment that is on its way, else of the last order from this cart; None where there is
    nothing to say. Two queries at most."""
    on_its_way_first = Case(When(state=OrderState.PROCESSING, then=0), default=1)
    orders = Order.objects.of_cart(cart).order_by(on_its_way_first, "-placed_at", "-pk")
    order = orders.first() if cart else None
    if order is None:
        return None
    if order.state == OrderState.PROCESSING:
        return CartPayment.PAYMENT_PENDING, order
    failed = order.timeline.filter(before=OrderState.PROCESSING, after=OrderState.CANCELLED)
    if order.state == OrderState.CANCELLED and failed.exists():
        return CartPayment.FAILED, order
    return None
