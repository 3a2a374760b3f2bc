"""Personal data held by checkout: cart, saved items, reviews, orders."""

from django.utils.timezone import localtime

from accounts.models import User
from accounts.privacy.registry import ExportRow, Section, export_row, export_rows, register
from catalog.models import Review
from checkout.models import (
    AddressChange,
    Cart,
    Dispatch,
    FirstOrderClaim,
    Order,
    OrderNote,
    SavedItem,
)
from checkout.privacy.erase import close_payments, erase_orders, lock_cart
from checkout.privacy.retention import orders_of, retention_of
from sitewide.postal_address import POSTAL_FIELDS

ORDER = (
    "number", "state", "placed_at", "paid_at", "email", *POSTAL_FIELDS, "phone", "list_pence",
    "bundle_saving_pence", "order_saving_pence",
    "delivery_pence", "total_pence", "vat_percent", "vat_pence", "paid_pence", "refunded_pence",
    "is_first_order", "age_confirmed", "invoice_label", "review_reason", "stripe_session_id",
    "stripe_payment_intent_id",
)  # fmt: skip
ORDER_LINE = (
    "sku_id", "title", "part_labels", "quantity", "list_pence", "price_pence", "refunded_quantity",
)  # fmt: skip
REFUND = ("amount_pence", "state", "reason", "note", "requested_at", "settled_at")
DISPUTE = ("amount_pence", "status", "reason", "opened_at")
REQUEST = ("kind", "state", "reason", "asked_at", "answer", "answered_at")
DISPATCH = ("carrier", "tracking_number", "tracking_url", "dispatched_at", "delivered_at")
SAVED = ("sku_id", "title_shown", "quantity", "price_shown_pence", "saved_at")
REVIEW = ("sku_id", "stars", "text", "state", "rejection_reason", "answer", "written_at")
CART_EVENT = ("kind", "sku", "title", "quantity_before", "quantity", "happened_at")
CART_LINE = ("sku_id", "title_shown", "quantity", "price_shown_pence", "added_at")


def register_own() -> None:
    """Register the sections for data export and account deletion."""
    register(Section("Cart", _carts, (Cart,), erase=lock_cart))
    register(Section("Saved for later", _saved, (SavedItem,)))
    register(Section("Reviews", _reviews, (Review,), retained=_retained_reviews))
    register(
        Section(
            "Orders",
            _orders,
            (Order, FirstOrderClaim),
            settle=close_payments,
            erase=erase_orders,
            retained=_retained_order_data,
        )
    )


def _carts(user: User) -> list[ExportRow]:
    return [
        export_row(cart, "created_at", "changed_at")
        | {"lines": export_rows(cart.lines.all(), *CART_LINE)}
        | {"events": export_rows(cart.events.all(), *CART_EVENT)}
        for cart in Cart.objects.filter(user=user)
    ]


def _saved(user: User) -> list[ExportRow]:
    return export_rows(SavedItem.objects.filter(user=user), *SAVED)


def _reviews(user: User) -> list[ExportRow]:
    return export_rows(user.reviews.order_by("written_at"), *REVIEW)


def _retained_reviews(user: User) -> list[str]:
    if not user.reviews.exists():
        return []
    return ["Your reviews stay, as reviews by “A customer”. Delete them first if you prefer."]


def _orders(user: User) -> list[ExportRow]:
    orders = orders_of(user).prefetch_related(
        "lines", "refunds", "disputes", "requests", "timeline"
    )
    return [_order(order) for order in orders]


def _order(order: Order) -> ExportRow:
    return export_row(order, *ORDER) | {
        "savings": order.savings.to_json(),
        "lines": export_rows(order.lines.all(), *ORDER_LINE),
        "refunds": export_rows(order.refunds.all(), *REFUND),
        "disputes": export_rows(order.disputes.all(), *DISPUTE),
        "requests": export_rows(order.requests.all(), *REQUEST),
        "dispatch": export_rows(Dispatch.objects.filter(order=order), *DISPATCH),
        "notes": export_rows(OrderNote.objects.filter(event__order=order), "text"),
        "address_changes": export_rows(
            AddressChange.objects.filter(event__order=order), "before", "after"
        ),
        "timeline": export_rows(order.timeline.all(), "happened_at", "actor", "after", "what"),
        "holds_the_first_order_saving": FirstOrderClaim.objects.filter(order=order).exists(),
    }


def _retained_order_data(user: User) -> list[str]:
    """Describe which orders keep personal data for a time, and why."""
    notes = []
    for order in orders_of(user).paid():
        retention = retention_of(order)
        if retention.contract_until:
            until = localtime(retention.contract_until)
            notes.append(
                f"Order {order.number}: your name, address, email and phone number until "
                f"{until:%-d %B %Y}, for delivery and returns."
            )
        if retention.invoice_until:
            until = localtime(retention.invoice_until)
            notes.append(
                f"Order {order.number}: your name and address on its invoice until "
                f"{until:%-d %B %Y}, as VAT law requires above £250."
            )
    return notes
