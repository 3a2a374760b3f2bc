from checkout.models.cart import Cart, CartLine
from checkout.models.first_order_claim import FirstOrderClaim
from checkout.models.order import Order, OrderHold, OrderLine, OrderState
from checkout.models.stripe_event import StripeEvent

__all__ = [
    "Cart",
    "CartLine",
    "FirstOrderClaim",
    "Order",
    "OrderHold",
    "OrderLine",
    "OrderState",
    "StripeEvent",
]
