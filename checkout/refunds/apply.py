"""Apply the state of Stripe's refunds, made by this shop or in Stripe's dashboard.

The caller of `apply_refund` reads the refund from Stripe. Only `request_refund_at_stripe` makes
network calls. States may arrive in any order and repeatedly: a refund only moves forward.
"""

import logging
import sys
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from checkout.fault_points import FaultPoint
from checkout.models import Order, OrderLine, OrderState, Refund, RefundState
from checkout.models.refund import LOST, REFUND_TRANSITIONS
from checkout.notifications import mails
from checkout.notifications.owner_mails import FAILED_REFUND, PROBLEM, tell_owner
from checkout.orders.state import STRIPE, log_order_event, transition_order
from checkout.refunds.restock import restock
from checkout.stripe import gateway
from checkout.stripe.gateway import StripeRefund, StripeRefused
from jobs.queues import Queue
from jobs.tasks import shop_task
from outbox.mails import mails_about, queue_mail
from sitewide.templatetags.money import pounds

log = logging.getLogger(__name__)

STATE_OF = {
    "pending": RefundState.PENDING,
    "requires_action": RefundState.PENDING,
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.CANCELLED,
}


class Deferred(Exception):
    """The refund cannot be applied yet: its order is not paid here, or our own refunds leave no
    room for it at the moment. Its event is kept until then."""

    def __init__(self, order: Order) -> None:
        super().__init__(order.number)
        self.order = order


@dataclass(frozen=True, slots=True)
class Refunds:
    """Refunds of one payment, and the number of its order ("" if it is not this shop's)."""

    order_number: str
    refunds: Sequence[StripeRefund]


@shop_task(Queue.MONEY)
def send_refund(refund_pk: int) -> None:
    """Request the refund at Stripe, in the background."""
    if refund := Refund.objects.select_related("order").filter(pk=refund_pk).first():
        request_refund_at_stripe(refund)


def request_refund_at_stripe(refund: Refund) -> None:
    """Request the refund at Stripe. Idempotent: Stripe makes one refund per idempotency key.

    Stripe refuses a full refund if the payment was already refunded in its dashboard. Then our
    refund is marked FAILED and the dashboard's refunds are applied, in one transaction.
    """
    if refund.state != RefundState.REQUESTED or refund.stripe_refund_id:
        return
    order = refund.order
    try:
        stripe_refund = gateway.create_refund(
            payment_intent_id=order.stripe_payment_intent_id,
            amount_pence=None if refund.is_full_refund else refund.amount_pence,
            order_number=order.number,
            refund_key=str(refund.idempotency_key),
        )
    except StripeRefused as refusal:
        log.error("refund %s of order %s was refused: %s", refund.pk, order.number, refusal)
        made = _refunds_made_at_stripe(order) if refund.is_full_refund else []
        with transaction.atomic():
            refund.order = Order.objects.select_for_update().get(pk=order.pk)
            _move(refund, RefundState.FAILED, failure=f"Stripe refused it: {refusal}"[:200])
            for stripe_refund in made:
                apply_refund(stripe_refund, order)
        return
    sys.audit(FaultPoint.REFUND_ANSWERED)
    apply_refund(stripe_refund, order)


def _refunds_made_at_stripe(order: Order) -> list[StripeRefund]:
    try:
        return gateway.refunds_of_payment(order.stripe_payment_intent_id)
    except StripeRefused:
        return []  # Stripe does not know the payment


def read_refund(refund_id: str, payment_intent_id: str) -> Refunds:
    refund = gateway.retrieve_refund(refund_id)
    return Refunds(order_number_of(refund.payment_intent_id), [refund])


def read_refunds_of_charge(charge_id: str, payment_intent_id: str) -> Refunds:
    refunds = gateway.refunds_of_payment(payment_intent_id) if payment_intent_id else []
    return Refunds(order_number_of(payment_intent_id), refunds)


def apply_refunds(refunds: Refunds) -> Order | None:
    """Apply each refund. Raises Deferred if one of them has to wait for the payment."""
    order = Order.objects.filter(number=refunds.order_number).first()
    if order is None:
        return None
    for refund in refunds.refunds:
        apply_refund(refund, order)
    return order


def order_number_of(payment_intent_id: str) -> str:
    """Return the number of the order that was paid with this payment intent, or "".

    The shop's own record counts first, then the intent's metadata at Stripe.
    """
    if not payment_intent_id:
        return ""
    ours = Order.objects.filter(stripe_payment_intent_id=payment_intent_id)
    number = ours.values_list("number", flat=True).first()
    return number or gateway.order_number_of_payment(payment_intent_id)


@transaction.atomic
def apply_refund(stripe_refund: StripeRefund, order: Order) -> Refund:
    """Update the refund from Stripe; create its row if it was made in Stripe's dashboard.

    Raises Deferred if it cannot be applied yet.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    refund = _row_of(stripe_refund, order) or _row_made_at_stripe(stripe_refund, order)
    _correct_amount(refund, stripe_refund.amount_pence)
    state = STATE_OF.get(stripe_refund.status)
    if state is None:
        log.error("refund %s has an unknown status: %s", stripe_refund.id, stripe_refund.status)
    elif refund.state != state:
        _move(refund, state, failure=stripe_refund.failure, stripe_refund_id=stripe_refund.id)
    refund.refresh_from_db()
    return refund


def _row_of(stripe_refund: StripeRefund, order: Order) -> Refund | None:
    row = order.refunds.filter(stripe_refund_id=stripe_refund.id).first()
    if row is None and stripe_refund.refund_key:
        row = order.refunds.filter(idempotency_key=stripe_refund.refund_key).first()
    return row


def _correct_amount(refund: Refund, amount_pence: int) -> None:
    """Correct the amount of a full refund.

    A full refund asks Stripe for all that remains; Stripe's answer has the exact amount. If the
    order's refunds would then exceed the payment, the amount is not changed, and the reconciliation
    keeps reporting the difference.
    """
    more = amount_pence - refund.amount_pence
    if not more or not refund.is_full_refund or refund.state in LOST:
        return
    within = Order.objects.filter(pk=refund.order_id, paid_pence__gte=F("refunded_pence") + more)
    if not within.update(refunded_pence=F("refunded_pence") + more):
        what = f"{amount_pence} p at Stripe, {refund.amount_pence} p here"
        log.error("refund %s of order %s: %s", refund.pk, refund.order.number, what)
        return
    delivery_pence = min(refund.delivery_pence, amount_pence)
    Order.objects.filter(pk=refund.order_id).update(
        refunded_delivery_pence=F("refunded_delivery_pence")
        - (refund.delivery_pence - delivery_pence)
    )
    refund.amount_pence, refund.delivery_pence = amount_pence, delivery_pence
    refund.save(update_fields=["amount_pence", "delivery_pence"])


def _row_made_at_stripe(stripe_refund: StripeRefund, order: Order) -> Refund:
    if not order.paid_pence:
        raise Deferred(order)
    state = STATE_OF.get(stripe_refund.status, RefundState.PENDING)
    counts = state not in LOST
    if counts:
        within = Order.objects.filter(
            pk=order.pk, paid_pence__gte=F("refunded_pence") + stripe_refund.amount_pence
        )
        if not within.update(refunded_pence=F("refunded_pence") + stripe_refund.amount_pence):
            raise Deferred(order)
    note = f"Refund of {pounds(stripe_refund.amount_pence)} made at Stripe"
    log_order_event(order, note, by=STRIPE)
    return Refund.objects.create(
        order=order,
        amount_pence=stripe_refund.amount_pence,
        vat_pence=order.vat_of_refund(stripe_refund.amount_pence),
        state=RefundState.REQUESTED if counts else state,
        reason=Refund.Reason.DASHBOARD,
        idempotency_key=uuid.uuid4(),
        stripe_refund_id=stripe_refund.id,
    )


def _move(refund: Refund, state: RefundState, **columns: Any) -> None:
    """Move the refund to `state` if that transition is allowed. Run the follow-up work exactly
    once."""
    row = Refund.objects.filter(pk=refund.pk)
    if not REFUND_TRANSITIONS.move(row, state, settled_at=timezone.now(), **columns):
        return
    order = refund.order
    text = f"Refund of {pounds(refund.amount_pence)}: {state.label.lower()}"
    failure = columns.get("failure", "")
    log_order_event(order, f"{text} ({failure})" if failure else text, by=STRIPE)
    if state in LOST:
        _uncount(refund)
        _follow_up_failure(refund, order)
    else:
        _follow_up(refund, order)


def _follow_up(refund: Refund, order: Order) -> None:
    """Restock the goods of an accepted refund and queue the mail to the buyer."""
    if refund.puts_back:
        restock(refund)
    if order.state in (OrderState.REFUND_DUE, OrderState.REFUND_FAILED):
        if _is_fully_refunded(order) and transition_order(order, OrderState.REFUNDED, by=STRIPE):
            queue_mail(mails.CONFIRMATION, order)
    else:
        queue_mail(mails.REFUND, refund)


def _follow_up_failure(refund: Refund, order: Order) -> None:
    """Handle a failed refund: the shop has the money again.

    The owner can refund a paid order again by hand; the buyer is mailed if the refund was announced
    to them. An order that must be refunded in full moves to REFUND_FAILED.
    """
    if order.state == OrderState.PAID:
        if mails_about(mails.REFUND, refund).claimed().exists():
            queue_mail(mails.FAILED_REFUND, refund)
        tell_owner(FAILED_REFUND, refund)
    elif Order.objects.filter(pk=order.pk, refunded_pence__lt=F("paid_pence")).exists():
        mark_refund_failed(order, refund)


@transaction.atomic
def mark_refund_failed(order: Order, refund: Refund) -> None:
    """Move an order whose full refund failed to REFUND_FAILED, for the owner's attention.

    Mail the buyer unless the last mail was about a failed refund already. Do nothing if the order
    is in that state already or allows no such transition.
    """
    confirmation_was_sent = mails_about(mails.CONFIRMATION, order).claimed().exists()
    failure_mails = mails_about(mails.FAILED_REFUND, *order.refunds.all())
    buyer_knows_of_failure = not confirmation_was_sent and failure_mails.exists()
    what = f"The refund of {pounds(refund.amount_pence)} failed: the shop still has the money"
    if not transition_order(order, OrderState.REFUND_FAILED, by=STRIPE, what=what):
        return
    # Delete the confirmation, so that it can be queued again when the refund succeeds.
    mails_about(mails.CONFIRMATION, order).delete()
    log.error("order %s: refund %s failed, the shop has the money", order.number, refund.pk)
    tell_owner(PROBLEM, order)
    if not buyer_knows_of_failure:
        mails_about(mails.FAILED_REFUND, refund).delete()
        queue_mail(mails.FAILED_REFUND, refund)


def _is_fully_refunded(order: Order) -> bool:
    """Return whether the refunds that Stripe has accepted, also from its dashboard, add up to the
    payment."""
    accepted = order.refunds.filter(state__in=(RefundState.PENDING, RefundState.SUCCEEDED))
    return order.paid_pence == accepted.aggregate(sum=Sum("amount_pence"))["sum"]


def _uncount(refund: Refund) -> None:
    """Stop counting a failed refund: its money, delivery and units can be refunded again."""
    Order.objects.filter(pk=refund.order_id).update(
        refunded_pence=F("refunded_pence") - refund.amount_pence,
        refunded_delivery_pence=F("refunded_delivery_pence") - refund.delivery_pence,
    )
    for line in refund.lines.all():
        OrderLine.objects.filter(pk=line.line_id).update(
            refunded_quantity=F("refunded_quantity") - line.quantity
        )
