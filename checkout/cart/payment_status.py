"""Status of the last payment attempt for this cart."""

from enum import Enum

from django.db.models import Case, When

from checkout.models import Cart, Order, OrderState


class CartPayment(Enum):
    """PAYMENT_PENDING: the bank is still processing it. FAILED: the payment did not succeed."""

    PAYMENT_PENDING = "pending"
    FAILED = "failed"


def pending_payment(cart: Cart | None) -> tuple[CartPayment, Order] | None:
    """Return the status and the order of the payment that is processing, else of the cart's last
    order. None if the last payment is neither pending nor failed. Two queries at most."""
    processing_first = Case(When(state=OrderState.PROCESSING, then=0), default=1)
    orders = Order.objects.of_cart(cart).order_by(processing_first, "-placed_at", "-pk")
    order = orders.first() if cart else None
    if order is None:
        return None
    if order.state == OrderState.PROCESSING:
        return CartPayment.PAYMENT_PENDING, order
    failed = order.timeline.filter(before=OrderState.PROCESSING, after=OrderState.CANCELLED)
    if order.state == OrderState.CANCELLED and failed.exists():
        return CartPayment.FAILED, order
    return None
