"""Disputes: a bank calls a payment back, and the owner has until a day to answer, at Stripe."""

import logging
from datetime import UTC, datetime

from django.db import transaction

from checkout.models import Dispute, Order
from checkout.models.dispute import OVER
from checkout.orders.state import STRIPE, log_order_event
from checkout.stripe.gateway import StripeDispute
from sitewide.templatetags.money import pounds

log = logging.getLogger(__name__)


@transaction.atomic
def apply_dispute(facts: StripeDispute, order: Order) -> Dispute:
    """Bring the dispute to what Stripe says. One that is over stays so, whatever comes late."""
    Order.objects.select_for_update().get(pk=order.pk)
    dispute, is_new = Dispute.objects.get_or_create(
        stripe_dispute_id=facts.id,
        defaults={"order": order, "opened_at": _moment(facts.opened_at), **_news(facts)},
    )
    if is_new:
        log.error("order %s is disputed, to be answered by %s", order.number, dispute.answer_by)
        note = f"Dispute of {pounds(facts.amount_pence)} opened: {facts.reason or 'no reason'}"
        log_order_event(order, note, by=STRIPE)
    elif dispute.status != facts.status and not dispute.is_over:
        Dispute.objects.filter(pk=dispute.pk).exclude(status__in=OVER).update(**_news(facts))
        words = facts.status.replace("_", " ")
        log_order_event(order, f"Dispute of {pounds(facts.amount_pence)}: {words}", by=STRIPE)
        dispute.refresh_from_db()
    return dispute


def _news(facts: StripeDispute) -> dict:
    return {
        "amount_pence": facts.amount_pence,
        "status": facts.status,
        "reason": facts.reason,
        "answer_by": _moment(facts.answer_by) if facts.answer_by else None,
    }


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
