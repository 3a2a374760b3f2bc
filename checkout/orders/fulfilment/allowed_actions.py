"""What may be done with an order in its state, and the reason if something may not.

Pages offer what is allowed here; the services decide again, when it is done.
"""

from collections.abc import Iterable

from django.db.models import Prefetch, TextChoices

from checkout.models import Dispatch, Order, OrderRequest, OrderState
from checkout.models.order import OrderQuerySet

UNPAID = {
    OrderState.AWAITING_PAYMENT: "It is not paid.",
    OrderState.PROCESSING: "Its payment is still on its way.",
    OrderState.UNDER_REVIEW: "Its payment is under review: accept or refuse it first.",
    OrderState.CANCELLED: "It was cancelled.",
    OrderState.EXPIRED: "It was never paid.",
    OrderState.REFUND_DUE: "Its payment is being refunded.",
    OrderState.REFUNDED: "Its payment was refunded.",
    OrderState.REFUND_FAILED: "Its payment must be refunded.",
}


class OrderAction(TextChoices):
    """An action of the owner on one or many orders."""

    PACK = "pack", "Pack"
    DISPATCH = "dispatch", "Dispatch"
    DELIVER = "deliver", "Mark as delivered"
    CANCEL = "cancel", "Cancel"
    CHANGE_ADDRESS = "address", "Change address"
    NOTE = "note", "Add a note"


def with_action_facts(orders: OrderQuerySet) -> OrderQuerySet:
    """Load what `refusal_of` reads, in fixed queries."""
    requests = Prefetch(
        "requests", OrderRequest.objects.standing_cancellations(), to_attr="cancellations"
    )
    facts = orders.with_fulfilment_facts()
    return facts.select_related("dispatch").prefetch_related(requests)


def locked_with_action_facts(order: Order) -> Order:
    """Lock the order until the end of the transaction, then load what `refusal_of` reads.

    Two statements: PostgreSQL returns joined rows as of before it waited for the lock.
    """
    locked = Order.objects.select_for_update().only("pk").get(pk=order.pk)
    return with_action_facts(Order.objects.filter(pk=locked.pk)).get()


def dispatch_of(order: Order) -> Dispatch | None:
    return getattr(order, "dispatch", None)


def refusal_of(action: OrderAction, order: Order) -> str:
    """Return why the action is not possible now; empty if it is.

    The order is one of `with_action_facts`.
    """
    match action:
        case OrderAction.PACK | OrderAction.DISPATCH:
            return _unpaid(order) or _dispatched(order) or _cancelled(order) or _nothing_left(order)
        case OrderAction.DELIVER:
            return _not_on_its_way(order)
        case OrderAction.CANCEL:
            return _not_cancellable(order)
        case OrderAction.CHANGE_ADDRESS:
            return _address_fixed(order)
    return ""


def allowed_actions(order: Order) -> list[OrderAction]:
    """Return the actions that are possible now. The order is one of `with_action_facts`."""
    return [action for action in OrderAction if not refusal_of(action, order)]


def _unpaid(order: Order) -> str:
    if order.state != OrderState.PAID:
        return UNPAID[OrderState(order.state)]
    return "It is refunded in full." if order.is_refunded else ""


def _dispatched(order: Order) -> str:
    return "It is dispatched already." if dispatch_of(order) else ""


def _cancelled(order: Order) -> str:
    requests: Iterable[OrderRequest] = order.cancellations  # type: ignore[attr-defined]
    for request in requests:
        if request.is_open:
            return "The buyer has requested a cancellation: answer it first."
        return "Its cancellation was accepted."
    if order.is_cancelled_by_shop:  # type: ignore[attr-defined]
        return "It was cancelled, but its refund failed: refund it again."
    return ""


def _nothing_left(order: Order) -> str:
    has_units: bool = order.has_units_to_send  # type: ignore[attr-defined]
    return "" if has_units else "All its units are refunded."


def _not_on_its_way(order: Order) -> str:
    dispatch = dispatch_of(order)
    if dispatch is None:
        return "It is not dispatched yet."
    return "It is marked as delivered already." if dispatch.delivered_at else ""


def _not_cancellable(order: Order) -> str:
    if order.state == OrderState.AWAITING_PAYMENT:
        return ""
    if dispatched := _dispatched(order):
        return f"{dispatched} Refund it once it is returned."
    return _unpaid(order)


def _address_fixed(order: Order) -> str:
    if order.state in (OrderState.AWAITING_PAYMENT, OrderState.PROCESSING, OrderState.UNDER_REVIEW):
        return ""
    return _unpaid(order) or _dispatched(order)
