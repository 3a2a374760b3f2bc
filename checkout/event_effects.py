"""What each kind of event does: its object is read from Stripe, then applied in a transaction.

`EFFECTS[type](object id, payment intent id)` reads and gives an `Effect`; `effect.apply()` gives
the order it touched, or None where it is not ours. MustWait where its order is not paid yet.
"""

from collections.abc import Callable
from dataclasses import dataclass

from checkout import stripe_gateway
from checkout.disputing import take_dispute
from checkout.models import Order
from checkout.refund_news import RefundMustWait, take_refund
from checkout.settling import settle

PAYMENT_FAILED = "checkout.session.async_payment_failed"


class MustWait(Exception):
    """It cannot be placed yet: it is kept, and applied when its order is paid."""

    def __init__(self, order: Order):
        super().__init__(order.number)
        self.order = order


@dataclass(frozen=True, slots=True)
class Effect:
    apply: Callable[[], Order | None]


def _settling(*, has_failed: bool = False) -> Callable[[str, str], Effect]:
    def read(session_id: str, payment_intent_id: str) -> Effect:
        session = stripe_gateway.retrieve_session(session_id)
        return Effect(lambda: settle(session, has_failed=has_failed, heard_from="Stripe's event"))

    return read


def _refunding(refund_id: str, payment_intent_id: str) -> Effect:
    facts = stripe_gateway.retrieve_refund(refund_id)
    number = order_number_of(facts.payment_intent_id)
    return Effect(lambda: _take_refunds([facts], number))


def _charge_refunded(charge_id: str, payment_intent_id: str) -> Effect:
    refunds = stripe_gateway.refunds_of_payment(payment_intent_id) if payment_intent_id else []
    number = order_number_of(payment_intent_id)
    return Effect(lambda: _take_refunds(refunds, number))


def _disputing(dispute_id: str, payment_intent_id: str) -> Effect:
    facts = stripe_gateway.retrieve_dispute(dispute_id)
    number = order_number_of(facts.payment_intent_id)

    def apply() -> Order | None:
        if order := Order.objects.filter(number=number).first():
            take_dispute(facts, order)
        return order

    return Effect(apply)


def order_number_of(payment_intent_id: str) -> str:
    """By the payment that an order was settled with, else by what Stripe's payment says."""
    if not payment_intent_id:
        return ""
    ours = Order.objects.filter(stripe_payment_intent_id=payment_intent_id)
    number = ours.values_list("number", flat=True).first()
    return number or stripe_gateway.order_number_of_payment(payment_intent_id)


def _take_refunds(refunds: list, number: str) -> Order | None:
    order = Order.objects.filter(number=number).first()
    if order is None:
        return None
    try:
        for facts in refunds:
            take_refund(facts, order)
    except RefundMustWait:
        raise MustWait(order) from None
    return order


EFFECTS: dict[str, Callable[[str, str], Effect]] = {
    "checkout.session.completed": _settling(),
    "checkout.session.async_payment_succeeded": _settling(),
    PAYMENT_FAILED: _settling(has_failed=True),
    "checkout.session.expired": _settling(),
    "refund.created": _refunding,
    "refund.updated": _refunding,
    "refund.failed": _refunding,
    "charge.refunded": _charge_refunded,
    "charge.dispute.created": _disputing,
    "charge.dispute.updated": _disputing,
    "charge.dispute.closed": _disputing,
    "charge.dispute.funds_withdrawn": _disputing,
    "charge.dispute.funds_reinstated": _disputing,
}
