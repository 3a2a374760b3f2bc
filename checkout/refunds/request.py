"""Giving money back. A refund is a row, counted against what was paid, before Stripe is asked; what
Stripe says of it, in whichever order, ends in the same state (docs/design.md, laws 4 and 5)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from checkout.fault_points import FaultPoint, reached
from checkout.models import Order, OrderLine, Refund, RefundLine
from checkout.orders.state import Actor, log_order_event
from checkout.pricing.refund_amounts import SoldLine, paid_for_lines, refund_of_units
from checkout.refunds.apply import send_refund
from sitewide.templatetags.money import pounds


class NothingToRefund(Exception):
    """The request comes to no money at all."""


class MoreThanPaid(Exception):
    """More than is left of what was paid, perhaps because somebody else was first."""


class MoreThanSold(Exception):
    """More units of a line than were sold and not yet refunded."""


class AmountChanged(Exception):
    """It no longer comes to what was shown: somebody else has refunded meanwhile."""

    def __init__(self, now_pence: int):
        super().__init__(now_pence)
        self.now_pence = now_pence


class AlreadyRequested(Exception):
    """A refund with this key is made already: the same form was sent twice."""

    def __init__(self, refund: Refund):
        super().__init__(refund.pk)
        self.refund = refund


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """What to give back: units by order line (its key), what is left of delivery, and an amount
    (pence) beside them. `everything` is all that is left of the payment."""

    units: Mapping[int, int] = field(default_factory=dict)
    delivery: bool = False
    amount_pence: int = 0
    everything: bool = False
    puts_back: bool = False


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """What a request comes to: pence, how many of them are delivery and VAT, and units by line."""

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
    """A refund that Stripe is asked for once this is committed.

    `shown_pence` is what somebody has agreed to, compared and never refunded; `key` is one that
    makes a second refund impossible. Raises NothingToRefund, MoreThanPaid, MoreThanSold,
    AmountChanged or AlreadyRequested; then nothing is written.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        if key and (made := Refund.objects.filter(idempotency_key=key).first()):
            raise AlreadyRequested(made)
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
        transaction.on_commit(lambda: reached(FaultPoint.REFUND_COMMITTED))
        send_refund.enqueue(refund.pk)
        return refund


def plan_refund(order: Order, request: RefundRequest) -> RefundPlan:
    """What it comes to by what is known of the order now. Raises as `request_refund` does."""
    amount, delivery, units = _amount_of(order, request)
    if amount < 1:
        raise NothingToRefund
    if amount > order.left_pence:
        raise MoreThanPaid
    return RefundPlan(amount, delivery, order.vat_of_refund(amount), units)


def _amount_of(order: Order, request: RefundRequest) -> tuple[int, int, dict[int, int]]:
    """The pence that a request comes to, how many of them are delivery, and the units by line."""
    lines = list(order.lines.all())
    sold = [SoldLine(li.price_pence, li.quantity, li.refunded_quantity) for li in lines]
    paid = paid_for_lines(sold, first_order_saving_pence=order.first_order_saving_pence)
    left = {line.pk: line.quantity - line.refunded_quantity for line in lines}
    units = left if request.everything else request.units
    units = {pk: quantity for pk, quantity in units.items() if quantity}
    if any(quantity > left.get(pk, 0) or quantity < 0 for pk, quantity in units.items()):
        raise MoreThanSold
    goods = sum(
        refund_of_units(facts, paid_pence=pence, quantity=units.get(line.pk, 0))
        for line, facts, pence in zip(lines, sold, paid, strict=True)
    )
    delivery = order.delivery_pence - order.refunded_delivery_pence
    delivery = delivery if request.delivery or request.everything else 0
    if request.everything:
        return order.left_pence, min(delivery, order.left_pence), units
    return goods + delivery + request.amount_pence, delivery, units


def _reserve(order: Order, plan: RefundPlan, **facts) -> Refund:
    if not _count(order, plan.amount_pence, plan.delivery_pence):
        raise MoreThanPaid
    refund = Refund.objects.create(
        order=order,
        amount_pence=plan.amount_pence,
        delivery_pence=plan.delivery_pence,
        vat_pence=plan.vat_pence,
        **facts,
    )
    for line_pk, quantity in sorted(plan.units.items()):
        _count_units(line_pk, quantity)
        RefundLine.objects.create(refund=refund, line_id=line_pk, quantity=quantity)
    return refund


def _count(order: Order, amount_pence: int, delivery_pence: int) -> bool:
    """Count it against what was paid, if that much is left."""
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
    left = OrderLine.objects.filter(pk=line_pk, quantity__gte=F("refunded_quantity") + quantity)
    if not left.update(refunded_quantity=F("refunded_quantity") + quantity):
        raise MoreThanSold
