"""Request refunds. A refund's row is created, and counted against the payment, before Stripe is
called. Stripe's responses lead to the same state in any order (docs/design.md, laws 4 and 5)."""

import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from checkout.fault_points import FaultPoint
from checkout.models import Order, OrderLine, Refund, RefundLine
from checkout.orders.state import Actor, log_order_event
from checkout.pricing.refund_amounts import SoldLine, paid_for_lines, refund_of_units
from checkout.refunds.apply import send_refund
from sitewide.templatetags.money import pounds


class NothingToRefund(Exception):
    """The requested refund amounts to £0."""


class MoreThanPaid(Exception):
    """The amount exceeds what remains of the payment, perhaps after a concurrent refund."""


class MoreThanSold(Exception):
    """The units exceed those of the line that are not refunded yet."""


class AmountChanged(Exception):
    """The amount differs from the one shown, because of a refund in the meantime."""

    def __init__(self, now_pence: int) -> None:
        super().__init__(now_pence)
        self.now_pence = now_pence


class AlreadyRequested(Exception):
    """A refund with this key exists already: the same form was sent twice."""

    def __init__(self, refund: Refund) -> None:
        super().__init__(refund.pk)
        self.refund = refund


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """What to refund.

    `units`: units by primary key of the order line. `delivery`: the remaining delivery charge.
    `amount_pence`: a further amount. `everything`: all that remains of the payment.
    `puts_back`: put the units back in stock.
    """

    units: Mapping[int, int] = field(default_factory=dict)
    delivery: bool = False
    amount_pence: int = 0
    everything: bool = False
    puts_back: bool = False


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """A calculated refund. Delivery and VAT are contained in the amount; `units` is by line."""

    amount_pence: int
    delivery_pence: int
    vat_pence: int
    units: Mapping[int, int]


def request_refund(
    *,
    order: Order,
    request: RefundRequest,
    reason: str,
    note: str,
    by: Actor,
    shown_pence: int | None = None,
    key: uuid.UUID | None = None,
) -> Refund:
    """Create a refund and queue its request to Stripe.

    `shown_pence` is the amount that was confirmed; it is only compared. `key` prevents a second
    refund from the same form. Raises NothingToRefund, MoreThanPaid, MoreThanSold, AmountChanged or
    AlreadyRequested, with nothing written.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        if key and (existing := Refund.objects.filter(idempotency_key=key).first()):
            raise AlreadyRequested(existing)
        plan = plan_refund(order, request)
        if shown_pence not in (None, plan.amount_pence):
            raise AmountChanged(plan.amount_pence)
        refund = _reserve(
            order,
            plan,
            reason=reason,
            note=note,
            puts_back=request.puts_back and bool(plan.units),
            requested_by_id=by.user_id,
            idempotency_key=key or uuid.uuid4(),
        )
        log_order_event(order, f"Refund of {pounds(refund.amount_pence)} requested", by=by)
        transaction.on_commit(lambda: sys.audit(FaultPoint.REFUND_COMMITTED))
        send_refund.enqueue(refund.pk)
        return refund


def plan_refund(order: Order, request: RefundRequest) -> RefundPlan:
    """Calculate the refund from the current state of the order. Raises NothingToRefund,
    MoreThanPaid or MoreThanSold."""
    amount, delivery, units = _amount_of(order, request)
    if amount < 1:
        raise NothingToRefund
    if amount > order.left_pence:
        raise MoreThanPaid
    return RefundPlan(amount, delivery, order.vat_of_refund(amount), units)


def _amount_of(order: Order, request: RefundRequest) -> tuple[int, int, dict[int, int]]:
    """Return the amount of the request, the delivery contained in it (pence), and units by line."""
    lines = list(order.lines.all())
    sold = [SoldLine(li.price_pence, li.quantity, li.refunded_quantity) for li in lines]
    paid = paid_for_lines(sold, order_saving_pence=order.order_saving_pence)
    remaining = {line.pk: line.quantity - line.refunded_quantity for line in lines}
    requested = remaining if request.everything else request.units
    units = {pk: quantity for pk, quantity in requested.items() if quantity}
    if any(quantity > remaining.get(pk, 0) or quantity < 0 for pk, quantity in units.items()):
        raise MoreThanSold
    goods = sum(
        refund_of_units(sold_line, paid_pence=pence, quantity=units.get(line.pk, 0))
        for line, sold_line, pence in zip(lines, sold, paid, strict=True)
    )
    delivery = order.delivery_pence - order.refunded_delivery_pence
    delivery = delivery if request.delivery or request.everything else 0
    if request.everything:
        return order.left_pence, min(delivery, order.left_pence), units
    return goods + delivery + request.amount_pence, delivery, units


def _reserve(order: Order, plan: RefundPlan, **values: Any) -> Refund:
    """Count the refund against the payment and its lines, and create its rows."""
    if not _count(order, plan.amount_pence, plan.delivery_pence):
        raise MoreThanPaid
    refund = Refund.objects.create(
        order=order,
        amount_pence=plan.amount_pence,
        delivery_pence=plan.delivery_pence,
        vat_pence=plan.vat_pence,
        **values,
    )
    for line_pk, quantity in sorted(plan.units.items()):
        _count_units(line_pk, quantity)
        RefundLine.objects.create(refund=refund, line_id=line_pk, quantity=quantity)
    return refund


def _count(order: Order, amount_pence: int, delivery_pence: int) -> bool:
    """Count the amounts against the payment. Return False if they exceed what remains."""
    within = Order.objects.filter(
        pk=order.pk,
        paid_pence__gte=F("refunded_pence") + amount_pence,
        delivery_pence__gte=F("refunded_delivery_pence") + delivery_pence,
    )
    return bool(
        within.update(
            refunded_pence=F("refunded_pence") + amount_pence,
            refunded_delivery_pence=F("refunded_delivery_pence") + delivery_pence,
        )
    )


def _count_units(line_pk: int, quantity: int) -> None:
    line = OrderLine.objects.filter(pk=line_pk, quantity__gte=F("refunded_quantity") + quantity)
    if not line.update(refunded_quantity=F("refunded_quantity") + quantity):
        raise MoreThanSold
