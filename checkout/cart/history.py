"""History of a cart for the owner: its lines, merges, reminders and orders, in order of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from checkout.cart.reminders import REMINDER
from checkout.models import Cart, CartEvent, CartMerge, Order
from outbox.mails import mails_about

MAX_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Something that happened to a cart. `order`: the primary key of the order it became."""

    happened_at: datetime
    words: str
    order: int | None = None


def history_of(cart: Cart) -> list[HistoryEntry]:
    """Return the latest `MAX_ENTRIES` entries, the newest first. Four queries."""
    entries = [*_changes(cart), *_merges(cart), *_reminders(cart), *_orders(cart)]
    entries.sort(key=lambda entry: entry.happened_at, reverse=True)
    return [*entries, HistoryEntry(cart.created_at, "Cart created")][:MAX_ENTRIES]


def _changes(cart: Cart) -> Iterator[HistoryEntry]:
    for event in cart.events.order_by("-happened_at", "-pk")[:MAX_ENTRIES]:
        yield HistoryEntry(event.happened_at, _change_in_words(event))


def _change_in_words(event: CartEvent) -> str:
    product = f"{event.title} ({event.sku})"
    match event.kind:
        case CartEvent.Kind.ADDED:
            return f"{event.quantity} × {product} added"
        case CartEvent.Kind.CHANGED:
            return f"{product}: quantity {event.quantity_before} → {event.quantity}"
        case CartEvent.Kind.REMOVED:
            return f"{event.quantity_before} × {product} removed"
    return "Expired: emptied, because it was not changed for a long time"


def _merges(cart: Cart) -> Iterator[HistoryEntry]:
    for merge in CartMerge.objects.filter(cart=cart)[:MAX_ENTRIES]:
        yield HistoryEntry(merge.merged_at, "Merged with the cart of a guest at log-in")
        if merge.undone_at:
            yield HistoryEntry(merge.undone_at, "Merge undone")


def _reminders(cart: Cart) -> Iterator[HistoryEntry]:
    for sent_at in mails_about(REMINDER, cart).values_list("sent_at", flat=True):
        if sent_at:
            yield HistoryEntry(sent_at, "Reminder sent")


def _orders(cart: Cart) -> Iterator[HistoryEntry]:
    orders = Order.objects.filter(cart=cart).order_by("-placed_at")
    for pk, number, placed_at in orders.values_list("pk", "number", "placed_at")[:MAX_ENTRIES]:
        yield HistoryEntry(placed_at, f"Became order {number}", order=pk)
