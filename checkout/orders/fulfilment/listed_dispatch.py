"""Dispatch the orders of a list of tracking numbers. Each row is decided on its own."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import DatabaseError
from django.db.models import TextChoices

from checkout.models import Carrier, Dispatch, Order
from checkout.models.dispatch import MAX_LINK_LENGTH
from checkout.orders.dispatch import (
    AlreadyDispatched,
    CancellationRequested,
    NotDispatchable,
    Tracking,
    dispatch_order,
)
from checkout.orders.fulfilment.allowed_actions import OrderAction, refusal_of, with_action_facts
from checkout.orders.fulfilment.tracking_list import TrackingRow
from checkout.orders.state import Actor

log = logging.getLogger(__name__)

MAX_TRACKING_LENGTH = 60
NO_ORDER = "There is no order with this number."
BUSY = "The database did not accept this row. Send it again."


class Outcome(TextChoices):
    """What became of a row."""

    DISPATCHED = "dispatched", "Dispatched"
    UNCHANGED = "unchanged", "Dispatched before"
    REFUSED = "refused", "Refused"


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row, with the reason if nothing was done. `order`: None if unknown."""

    row: TrackingRow
    outcome: Outcome
    reason: str = ""
    order: Order | None = None


def dispatch_listed(rows: Iterable[TrackingRow], *, carrier: Carrier, by: Actor) -> list[RowResult]:
    """Dispatch the orders, each in a transaction of its own. A refused row stops no other."""
    rows = list(rows)
    orders = {order.number: order for order in _orders(row.number for row in rows)}
    first_lines: dict[str, int] = {}
    results = []
    for row in rows:
        first = first_lines.setdefault(row.number, row.line)
        order = orders.get(row.number)
        if order is None:
            result = RowResult(row, Outcome.REFUSED, NO_ORDER)
        elif first != row.line:
            reason = f"Line {first} has the same order."
            result = RowResult(row, Outcome.REFUSED, reason, order)
        else:
            result = _dispatch(row, order, carrier=carrier, by=by)
        results.append(result)
    return results


def _orders(numbers: Iterable[str]) -> Iterable[Order]:
    return with_action_facts(Order.objects.filter(number__in=set(numbers)))


def _dispatch(row: TrackingRow, order: Order, *, carrier: Carrier, by: Actor) -> RowResult:
    if reason := _fault_of(row.tracking, carrier):
        return RowResult(row, Outcome.REFUSED, reason, order)
    tracking = Tracking(
        carrier=carrier.name,
        tracking_number=row.tracking,
        tracking_url=carrier.tracking_link(row.tracking),
    )
    try:
        dispatch_order(order=order, tracking=tracking, by=by, may_correct=False)
    except AlreadyDispatched as known:
        return _known(row, order, known.dispatch, tracking)
    except (NotDispatchable, CancellationRequested):
        [order] = _orders([order.number])
        reason = refusal_of(OrderAction.DISPATCH, order)
        return RowResult(row, Outcome.REFUSED, reason, order)
    except DatabaseError:  # the other rows have their own transactions
        log.exception("order %s was not dispatched", order.number)
        return RowResult(row, Outcome.REFUSED, BUSY, order)
    return RowResult(row, Outcome.DISPATCHED, order=order)


def _fault_of(tracking: str, carrier: Carrier) -> str:
    if not tracking:
        return "The tracking number is missing."
    if len(tracking) > MAX_TRACKING_LENGTH:
        return f"A tracking number has at most {MAX_TRACKING_LENGTH} characters."
    if not tracking.isprintable():
        return "The tracking number has invisible characters."
    if len(carrier.tracking_link(tracking)) > MAX_LINK_LENGTH:
        return f"Its tracking link would have more than {MAX_LINK_LENGTH} characters."
    return ""


def _known(row: TrackingRow, order: Order, dispatch: Dispatch, tracking: Tracking) -> RowResult:
    is_same = (dispatch.carrier, dispatch.tracking_number) == (
        tracking.carrier,
        tracking.tracking_number,
    )
    if is_same:
        return RowResult(row, Outcome.UNCHANGED, "With this tracking number.", order)
    known = f"{dispatch.carrier} {dispatch.tracking_number}".strip()
    reason = f"It is dispatched already, with other tracking: {known}. Correct it on its page."
    return RowResult(row, Outcome.REFUSED, reason, order)
