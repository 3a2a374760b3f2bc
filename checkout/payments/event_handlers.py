"""Handlers of Stripe's events, by event type.

An event is only a hint: `read` fetches the object that it names from Stripe, outside of any
transaction; `apply` writes what Stripe says, inside the caller's transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from checkout.models import Order
from checkout.payments.disputes import apply_dispute
from checkout.payments.settle import settle
from checkout.refunds.apply import RefundDeferred, apply_refund
from checkout.stripe import gateway
from checkout.stripe.gateway import Session, StripeDispute, StripeRefund

PAYMENT_FAILED = "checkout.session.async_payment_failed"
SOURCE = "Stripe's event"


class Deferred(Exception):
    """The event cannot be applied before its order is paid; the inbox keeps it until then."""

    def __init__(self, order: Order) -> None:
        super().__init__(order.number)
        self.order = order


@dataclass(frozen=True, slots=True)
class EventHandler:
    """Handler of one event type.

    `read(object id, payment intent id)` fetches the object from Stripe; raises NoSuchObject and the
    gateway's other errors. `apply(object)` returns the order that it changed, or None if the object
    belongs to no order of this shop; raises Deferred.
    """

    read: Callable[[str, str], Any]
    apply: Callable[[Any], Order | None]


@dataclass(frozen=True, slots=True)
class Refunds:
    """Refunds of one payment, and the number of its order ("" if it is not this shop's)."""

    order_number: str
    refunds: Sequence[StripeRefund]


@dataclass(frozen=True, slots=True)
class OrderDispute:
    """A dispute, and the number of its order ("" if it is not this shop's)."""

    order_number: str
    dispute: StripeDispute


def read_session(session_id: str, payment_intent_id: str) -> Session:
    return gateway.retrieve_session(session_id)


def apply_session(session: Session) -> Order | None:
    return settle(session, source=SOURCE)


def apply_failed_session(session: Session) -> Order | None:
    return settle(session, has_failed=True, source=SOURCE)


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
    try:
        for refund in refunds.refunds:
            apply_refund(refund, order)
    except RefundDeferred:
        raise Deferred(order) from None
    return order


def read_dispute(dispute_id: str, payment_intent_id: str) -> OrderDispute:
    dispute = gateway.retrieve_dispute(dispute_id)
    return OrderDispute(order_number_of(dispute.payment_intent_id), dispute)


def apply_dispute_of_order(order_dispute: OrderDispute) -> Order | None:
    if order := Order.objects.filter(number=order_dispute.order_number).first():
        apply_dispute(order_dispute.dispute, order)
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


_SESSION = EventHandler(read_session, apply_session)
_REFUND = EventHandler(read_refund, apply_refunds)
_DISPUTE = EventHandler(read_dispute, apply_dispute_of_order)
HANDLERS: dict[str, EventHandler] = {
    "checkout.session.completed": _SESSION,
    "checkout.session.async_payment_succeeded": _SESSION,
    PAYMENT_FAILED: EventHandler(read_session, apply_failed_session),
    "checkout.session.expired": _SESSION,
    "refund.created": _REFUND,
    "refund.updated": _REFUND,
    "refund.failed": _REFUND,
    "charge.refunded": EventHandler(read_refunds_of_charge, apply_refunds),
    "charge.dispute.created": _DISPUTE,
    "charge.dispute.updated": _DISPUTE,
    "charge.dispute.closed": _DISPUTE,
    "charge.dispute.funds_withdrawn": _DISPUTE,
    "charge.dispute.funds_reinstated": _DISPUTE,
}
