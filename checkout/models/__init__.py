from checkout.models.cart import Cart, CartLine, CartMerge, CartReminderRules
from checkout.models.dispatch import Dispatch
from checkout.models.dispute import Dispute
from checkout.models.first_order_claim import ClaimedAddress, FirstOrderClaim
from checkout.models.invoices import InvoiceCounter
from checkout.models.order import Order, OrderHold, OrderLine
from checkout.models.order_erasure import OrderErasure
from checkout.models.order_event import ActorKind, OrderEvent
from checkout.models.order_party import OrderParty
from checkout.models.order_request import OrderRequest
from checkout.models.order_state import OrderState
from checkout.models.reconciliation import Reconciliation
from checkout.models.refund import Refund, RefundLine, RefundState
from checkout.models.saved_item import SavedItem
from checkout.models.stripe_event import StripeEvent

__all__ = [
    "ActorKind",
    "Cart",
    "CartLine",
    "CartMerge",
    "CartReminderRules",
    "ClaimedAddress",
    "Dispatch",
    "Dispute",
    "FirstOrderClaim",
    "InvoiceCounter",
    "Order",
    "OrderErasure",
    "OrderEvent",
    "OrderHold",
    "OrderLine",
    "OrderParty",
    "OrderRequest",
    "OrderState",
    "Reconciliation",
    "Refund",
    "RefundLine",
    "RefundState",
    "SavedItem",
    "StripeEvent",
]
