"""Process Stripe's events: each is applied once, in one transaction with its effect.

See docs/design.md, Stripe.

The content of an event is not trusted: a handler's `read` reads its object from Stripe, and its
`apply` writes that. An
event that failed or was deferred is processed again on Stripe's next delivery, on a schedule or on
the owner's request.
"""

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkout.fault_points import FaultPoint
from checkout.models import Order, StripeEvent
from checkout.payments.disputes import apply_dispute_of_order, read_dispute
from checkout.payments.settle import apply_session
from checkout.refunds.apply import Deferred, apply_refunds, read_refund, read_refunds_of_charge
from checkout.stripe import gateway
from checkout.stripe.gateway import Event, NoSuchObject, Session
from jobs.tasks import SERVICE_ERRORS, describe_error

log = logging.getLogger(__name__)

PAYMENT_FAILED = "checkout.session.async_payment_failed"
SOURCE = "Stripe's event"
Outcome = StripeEvent.Outcome
type Change = Callable[[], Order | None]
MAX_ERROR_CHARACTERS = 300
RETENTION = timedelta(days=90)
STORED_FIELDS = ("type", "object_id", "payment_intent_id", "api_version", "is_live", "payload")
# What is stored of an event. Everything else may be personal data.
ALLOWED_KEYS = frozenset(
    {
        "amount", "amount_captured", "amount_discount", "amount_due", "amount_off",
        "amount_received", "amount_refunded", "amount_shipping", "amount_subtotal", "amount_tax",
        "amount_total", "api_version", "captured", "charge", "client_reference_id", "created",
        "currency", "data", "discounts", "disputed", "due_by", "evidence_details",
        "expires_at", "failure_code", "failure_reason", "has_evidence", "id",
        "is_charge_refundable",
        "latest_charge", "livemode", "metadata", "mode", "network_reason_code", "object",
        "order_id", "outcome", "paid", "past_due", "payment_intent", "payment_status",
        "pending_webhooks", "previous_attributes", "reason", "refund_key", "refunded", "refunds",
        "request", "skus", "status", "submission_count", "total_details", "type",
    }
)  # fmt: skip
# The metadata that this shop writes. Other software may put personal data under any key, such as
# "reason".
ALLOWED_METADATA_KEYS = frozenset({"order_id", "refund_key", "skus"})


@dataclass(frozen=True, slots=True)
class EventHandler:
    """Handler of one event type.

    `read(object id, payment intent id)` fetches the object from Stripe; raises NoSuchObject and the
    gateway's other errors. `apply(object)` returns the order that it changed, or None if the object
    belongs to no order of this shop; raises Deferred.
    """

    read: Callable[[str, str], Any]
    apply: Callable[[Any], Order | None]


class EventSeen(Exception):
    """Another delivery of the same event was processed first."""


def read_session(session_id: str, payment_intent_id: str) -> Session:
    return gateway.retrieve_session(session_id)


_SESSION = EventHandler(read_session, partial(apply_session, source=SOURCE))
_FAILED_SESSION = EventHandler(read_session, partial(apply_session, has_failed=True, source=SOURCE))
_REFUND = EventHandler(read_refund, apply_refunds)
_DISPUTE = EventHandler(read_dispute, apply_dispute_of_order)
HANDLERS: dict[str, EventHandler] = {
    "checkout.session.completed": _SESSION,
    "checkout.session.async_payment_succeeded": _SESSION,
    PAYMENT_FAILED: _FAILED_SESSION,
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


def receive_event(body: bytes, signature: str) -> None:
    """Apply a delivered event once.

    Raises NotSignedByStripe, with nothing written. Any other exception leaves no effect, and Stripe
    delivers the event again.
    """
    event = gateway.verified_event(body, signature)
    stored = StripeEvent.objects.filter(event_id=event.id).first()
    if stored and stored.is_done:
        return
    _process(stored or _row_of(event))


def process_again(stored: StripeEvent) -> StripeEvent:
    """Process a stored event again, from a fresh read of its object. Repeats change nothing."""
    _process(stored)
    stored.refresh_from_db()
    return stored


def apply_waiting_events(order_pk: int | None = None) -> int:
    """Apply the events that wait for this order, or for any order; return how many were applied."""
    waiting = StripeEvent.objects.filter(outcome=Outcome.WAITING).order_by("received_at", "pk")
    if order_pk is not None:
        waiting = waiting.filter(order=order_pk)
    applied = 0
    for stored in waiting:
        try:
            applied += process_again(stored).outcome == Outcome.TAKEN
        except Exception as error:  # noqa: BLE001 (the boundary: the inbox row says what failed)
            log.warning("event %s was not applied: %s", stored.event_id, describe_error(error))
    return applied


def delete_expired_events() -> None:
    """Delete events after `RETENTION`. Runs on a schedule."""
    StripeEvent.objects.filter(received_at__lt=timezone.now() - RETENTION).delete()


def _row_of(event: Event) -> StripeEvent:
    """Build the event's row. It is saved with the event's effect."""
    values = {name: getattr(event, name) for name in STORED_FIELDS if name != "payload"}
    return StripeEvent(event_id=event.id, payload=redact(event.raw), **values)


def _process(stored: StripeEvent) -> None:
    """Apply the event once. Record any exception on the stored event, then re-raise it."""
    try:
        change = _read(stored)
        sys.audit(FaultPoint.EVENT_READ)
        _apply(stored, change)
        sys.audit(FaultPoint.EVENT_TAKEN)
    except EventSeen:
        return
    except Exception as error:
        _record_failure(stored, error)
        raise


def _read(stored: StripeEvent) -> Change | Outcome:
    """Read the event's object from Stripe. Return how to apply it, or the outcome if the event
    changes nothing."""
    if stored.is_live != gateway.expects_live_events():
        log.error("event %s is of the wrong mode: check the Stripe settings", stored.event_id)
        return Outcome.WRONG_MODE
    handler = HANDLERS.get(stored.type)
    if handler is None:
        return Outcome.NOT_OURS
    if stored.api_version != settings.STRIPE_API_VERSION:
        log.warning("event %s is of API version %s", stored.event_id, stored.api_version)
    try:
        stripe_object = handler.read(stored.object_id, stored.payment_intent_id)
    except NoSuchObject:
        log.error("the object of event %s cannot be read from Stripe", stored.event_id)
        return Outcome.NOT_OURS
    return partial(handler.apply, stripe_object)


@transaction.atomic
def _apply(stored: StripeEvent, change: Change | Outcome) -> None:
    """Write the event and its effect, or neither."""
    _claim(stored)
    if isinstance(change, Outcome):
        _store_outcome(stored, change, None)
        return
    try:
        with transaction.atomic():
            order = change()
    except Deferred as deferred:
        _store_outcome(stored, Outcome.WAITING, deferred.order)
    else:
        _store_outcome(stored, Outcome.TAKEN if order else Outcome.NOT_OURS, order)


def _claim(stored: StripeEvent) -> None:
    """Lock the event's row until the end of the transaction. Raises EventSeen if another delivery
    was first."""
    if stored.pk is None:
        stored.outcome = Outcome.TAKEN
        try:
            stored.save(force_insert=True)
        except IntegrityError:
            stored.pk = None
            raise EventSeen from None
    else:
        StripeEvent.objects.select_for_update().get(pk=stored.pk)


def _store_outcome(stored: StripeEvent, outcome: Outcome, order: Order | None) -> None:
    StripeEvent.objects.filter(pk=stored.pk).update(
        outcome=outcome, error="", order=order, processed_at=timezone.now()
    )


def _in_one_line(error: Exception) -> str:
    """The error's first line: PostgreSQL's second line quotes the row, with name and address."""
    first_line = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {first_line}"[:MAX_ERROR_CHARACTERS]


def _record_failure(stored: StripeEvent, error: Exception) -> None:
    """Store the failure in its own transaction, for the owner and for the next delivery."""
    text = _in_one_line(error)
    log.error("event %s (%s) failed: %s", stored.event_id, stored.type, text)
    values = {name: getattr(stored, name) for name in STORED_FIELDS}
    _, is_new = StripeEvent.objects.get_or_create(
        event_id=stored.event_id, defaults=values | {"outcome": Outcome.FAILED, "error": text}
    )
    if not is_new:
        final = [Outcome.TAKEN, Outcome.WAITING] if _is_temporary(error) else [Outcome.TAKEN]
        failed = StripeEvent.objects.filter(event_id=stored.event_id)
        failed.exclude(outcome__in=final).update(outcome=Outcome.FAILED, error=text)


def _is_temporary(error: Exception) -> bool:
    """Return whether Stripe or the database was unavailable. A deferred event then stays so."""
    return isinstance(error, SERVICE_ERRORS)


def redact(raw: object, allowed: frozenset[str] = ALLOWED_KEYS) -> object:
    """Return a copy containing only allow-listed keys, recursively."""
    if isinstance(raw, dict):
        return {
            name: redact(value, ALLOWED_METADATA_KEYS if name == "metadata" else allowed)
            for name, value in raw.items()
            if name in allowed
        }
    if isinstance(raw, list):
        return [redact(value, allowed) for value in raw]
    return raw
