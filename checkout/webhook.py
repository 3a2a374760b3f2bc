"""Stripe's events: each is taken once, in one transaction with its effect (DESIGN §5)."""

import logging

from django.conf import settings
from django.db import IntegrityError, transaction

from checkout import stripe_gateway
from checkout.models import StripeEvent
from checkout.settling import settle
from checkout.stripe_gateway import Event, NoSuchSession

log = logging.getLogger(__name__)

PAYMENT_FAILED = "checkout.session.async_payment_failed"
SESSION_EVENTS = {
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    PAYMENT_FAILED,
    "checkout.session.expired",
}


def receive_event(body: bytes, signature: str) -> None:
    """Take the event, or see that it was taken. NotSignedByStripe writes nothing; any other
    exception leaves nothing half-written, and Stripe sends the event again."""
    event = stripe_gateway.verified_event(body, signature)
    if StripeEvent.objects.filter(event_id=event.id).exists():
        return
    if event.is_live != stripe_gateway.expects_live_events():
        log.error("event %s is of the wrong mode: is Stripe pointed at the right shop?", event.id)
        _store(event, StripeEvent.Outcome.WRONG_MODE)
        return
    if event.type not in SESSION_EVENTS:
        _store(event, StripeEvent.Outcome.NOT_OURS)
        return
    if event.api_version != settings.STRIPE_API_VERSION:
        log.warning("event %s is of API version %s", event.id, event.api_version)
    try:
        session = stripe_gateway.retrieve_session(event.object_id)
    except NoSuchSession:
        log.error("event %s is about a session that Stripe does not show us", event.id)
        _store(event, StripeEvent.Outcome.NOT_OURS)
        return
    try:
        with transaction.atomic():
            stored = _insert(event, StripeEvent.Outcome.TAKEN)
            if settle(session, has_failed=event.type == PAYMENT_FAILED) is None:
                stored.outcome = StripeEvent.Outcome.NOT_OURS
                stored.save(update_fields=["outcome"])
    except EventSeen:
        return


class EventSeen(Exception):
    """Another delivery of the same event got there first."""


def _store(event: Event, outcome: StripeEvent.Outcome) -> None:
    try:
        with transaction.atomic():
            _insert(event, outcome)
    except EventSeen:
        return


def _insert(event: Event, outcome: StripeEvent.Outcome) -> StripeEvent:
    try:
        with transaction.atomic():
            return StripeEvent.objects.create(
                event_id=event.id,
                type=event.type,
                object_id=event.object_id,
                api_version=event.api_version,
                is_live=event.is_live,
                outcome=outcome,
            )
    except IntegrityError:
        raise EventSeen from None
