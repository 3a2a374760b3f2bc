"""Disputes (chargebacks). The owner answers them at Stripe before a deadline."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from checkout.models import Dispute, Order
from checkout.models.stripe.dispute import OVER
from checkout.notifications.owner_mails import DISPUTE, tell_owner
from checkout.orders.state import STRIPE, log_order_event
from checkout.refunds.apply import order_number_of
from checkout.stripe import gateway
from checkout.stripe.gateway import StripeDispute
from sitewide.templatetags.money import pounds

log = logging.getLogger(__name__)

NEEDS_RESPONSE = "needs_response"


@dataclass(frozen=True, slots=True)
class OrderDispute:
    """A dispute, and the number of its order ("" if it is not this shop's)."""

    order_number: str
    dispute: StripeDispute


def read_dispute(dispute_id: str, payment_intent_id: str) -> OrderDispute:
    dispute = gateway.retrieve_dispute(dispute_id)
    return OrderDispute(order_number_of(dispute.payment_intent_id), dispute)


def apply_dispute_of_order(order_dispute: OrderDispute) -> Order | None:
    if order := Order.objects.filter(number=order_dispute.order_number).first():
        apply_dispute(order_dispute.dispute, order)
    return order


@transaction.atomic
def apply_dispute(stripe_dispute: StripeDispute, order: Order) -> Dispute:
    """Update the dispute from Stripe. Closed disputes are never reopened."""
    Order.objects.select_for_update().get(pk=order.pk)
    dispute, is_new = Dispute.objects.get_or_create(
        stripe_dispute_id=stripe_dispute.id,
        defaults={
            "order": order,
            "opened_at": _utc(stripe_dispute.opened_at),
            **_current_values(stripe_dispute),
        },
    )
    if is_new:
        log.error("order %s is disputed, answer due by %s", order.number, dispute.answer_by)
        reason = stripe_dispute.reason or "no reason"
        note = f"Dispute of {pounds(stripe_dispute.amount_pence)} opened: {reason}"
        log_order_event(order, note, by=STRIPE)
        tell_owner(DISPUTE, dispute)
    elif dispute.status != stripe_dispute.status and not dispute.is_over:
        Dispute.objects.filter(pk=dispute.pk).exclude(status__in=OVER).update(
            **_current_values(stripe_dispute)
        )
        status = stripe_dispute.status.replace("_", " ")
        note = f"Dispute of {pounds(stripe_dispute.amount_pence)}: {status}"
        log_order_event(order, note, by=STRIPE)
        dispute.refresh_from_db()
        if dispute.status == NEEDS_RESPONSE:  # an inquiry became a dispute, with a new deadline
            tell_owner(DISPUTE, dispute)
    return dispute


def _current_values(stripe_dispute: StripeDispute) -> dict[str, Any]:
    return {
        "amount_pence": stripe_dispute.amount_pence,
        "status": stripe_dispute.status,
        "reason": stripe_dispute.reason,
        "answer_by": _utc(stripe_dispute.answer_by) if stripe_dispute.answer_by else None,
    }


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
