from checkout.models.carrier import Carrier
from checkout.models.cart import Cart, CartEvent, CartLine, CartMerge, CartRules
from checkout.models.dispatch import Dispatch
from checkout.models.first_order_claim import ClaimedAddress, FirstOrderClaim
from checkout.models.invoices import InvoiceCounter
from checkout.models.order import Order, OrderHold, OrderLine
from checkout.models.order_erasure import OrderErasure
from checkout.models.order_event import ActorKind, OrderEvent
from checkout.models.order_event_details import AddressChange, OrderNote
from checkout.models.order_party import OrderParty
from checkout.models.order_request import OrderRequest
from checkout.models.order_state import OrderState
from checkout.models.refund import Refund, RefundLine, RefundState
from checkout.models.saved_item import SavedItem
from checkout.models.saved_order_filter import SavedOrderFilter
from checkout.models.stripe.balance_entry import BalanceEntry
from checkout.models.stripe.balance_reading import BalanceReading
from checkout.models.stripe.dispute import Dispute
from checkout.models.stripe.event import StripeEvent
from checkout.models.stripe.payout import Payout
from checkout.models.stripe.reconciliation import Reconciliation

__all__ = [
    "ActorKind",
    "AddressChange",
    "BalanceEntry",
    "BalanceReading",
    "Carrier",
    "Cart",
    "CartEvent",
    "CartLine",
    "CartMerge",
    "CartRules",
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
    "OrderNote",
    "OrderParty",
    "OrderRequest",
    "OrderState",
    "Payout",
    "Reconciliation",
    "Refund",
    "RefundLine",
    "RefundState",
    "SavedItem",
    "SavedOrderFilter",
    "StripeEvent",
]
