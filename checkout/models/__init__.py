from checkout.models.cart import Cart, CartLine
from checkout.models.cart_reminder import CartReminder, CartReminderRules
from checkout.models.dispute import Dispute
from checkout.models.first_order_claim import FirstOrderClaim
from checkout.models.invoice_counter import InvoiceCounter
from checkout.models.order import Order, OrderHold, OrderLine
from checkout.models.order_erasure import OrderErasure
from checkout.models.order_event import Actor, OrderEvent
from checkout.models.order_state import OrderState
from checkout.models.reconciliation import Reconciliation
from checkout.models.refund import Refund, RefundLine, RefundState
from checkout.models.seller import Seller
from checkout.models.stripe_event import StripeEvent

__all__ = [
    "Actor",
    "Cart",
    "CartLine",
    "CartReminder",
    "CartReminderRules",
    "Dispute",
    "FirstOrderClaim",
    "InvoiceCounter",
    "Order",
    "OrderErasure",
    "OrderEvent",
    "OrderHold",
    "OrderLine",
    "OrderState",
    "Reconciliation",
    "Refund",
    "RefundLine",
    "RefundState",
    "Seller",
    "StripeEvent",
]
