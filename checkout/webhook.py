"""Stripe's events: each is taken once, in one transaction with its effect (DESIGN §5).

What an event claims is not believed: its object is read from Stripe first, and that is what is
applied. An event that failed, or waits for its order, is processed again when Stripe, the clock or
the owner says so.
"""

import logging
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkout import stripe_gateway
from checkout.event_effects import EFFECTS, Effect, MustWait
from checkout.fault_points import FaultPoint, reached
from checkout.models import Order, StripeEvent
from checkout.redacting import redacted
from checkout.stripe_gateway import Event, NoSuchObject
from jobs.failures import OUTSIDE_TROUBLE, describe_error

log = logging.getLogger(__name__)

Outcome = StripeEvent.Outcome
MOST_ERROR_CHARACTERS = 300
KEPT = timedelta(days=90)
FACTS = ("type", "object_id", "payment_intent_id", "api_version", "is_live", "payload")


class EventSeen(Exception):
    """Another delivery of the same event got there first."""


def receive_event(body: bytes, signature: str) -> None:
    """Take the event, or see that it was taken. NotSignedByStripe writes nothing; any other
    exception leaves no effect, and Stripe sends the event again."""
    event = stripe_gateway.verified_event(body, signature)
    stored = StripeEvent.objects.filter(event_id=event.id).first()
    if stored and stored.is_done:
        return
    _process(stored or _row_of(event))


def process_again(stored: StripeEvent) -> StripeEvent:
    """Once more, from a fresh read. It changes nothing that was done before."""
    _process(stored)
    stored.refresh_from_db()
    return stored


def take_waiting_events(order_pk: int | None = None) -> int:
    """Those that waited for this order, or for any; how many of them were taken."""
    waiting = StripeEvent.objects.filter(outcome=Outcome.WAITING).order_by("received_at", "pk")
    if order_pk is not None:
        waiting = waiting.filter(order=order_pk)
    taken = 0
    for stored in waiting:
        try:
            taken += process_again(stored).outcome == Outcome.TAKEN
        except Exception as error:  # noqa: BLE001 (the boundary: the inbox row says what failed)
            log.warning("event %s was not taken: %s", stored.event_id, describe_error(error))
    return taken


def forget_old_events() -> None:
    StripeEvent.objects.filter(received_at__lt=timezone.now() - KEPT).delete()


def _row_of(event: Event) -> StripeEvent:
    """Not stored yet: that is done with the effect."""
    told = {name: getattr(event, name) for name in FACTS if name != "payload"}
    return StripeEvent(event_id=event.id, payload=redacted(event.raw), **told)


def _process(stored: StripeEvent) -> None:
    with NotingFailure(stored), suppress(EventSeen):
        effect = _effect_of(stored)
        reached(FaultPoint.EVENT_READ)
        _apply(stored, effect)
        reached(FaultPoint.EVENT_TAKEN)


class NotingFailure:
    """Whatever goes wrong stands in the inbox, for the owner, and goes on to the caller."""

    def __init__(self, stored: StripeEvent):
        self._stored = stored

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind, error, traceback) -> None:
        if isinstance(error, Exception):
            _note_failure(self._stored, error)


def _effect_of(stored: StripeEvent) -> Effect | Outcome:
    """What is to be done, read from Stripe; or the outcome where nothing is."""
    if stored.is_live != stripe_gateway.expects_live_events():
        log.error("event %s is of the wrong mode: is Stripe set up right?", stored.event_id)
        return Outcome.WRONG_MODE
    if stored.type not in EFFECTS:
        return Outcome.NOT_OURS
    if stored.api_version != settings.STRIPE_API_VERSION:
        log.warning("event %s is of API version %s", stored.event_id, stored.api_version)
    try:
        return EFFECTS[stored.type](stored.object_id, stored.payment_intent_id)
    except NoSuchObject:
        log.error("event %s is about what Stripe does not show us", stored.event_id)
        return Outcome.NOT_OURS


@transaction.atomic
def _apply(stored: StripeEvent, effect: Effect | Outcome) -> None:
    """The row and the effect, or neither."""
    _claim(stored)
    if isinstance(effect, Outcome):
        _keep(stored, effect, None)
        return
    try:
        with transaction.atomic():
            order = effect.apply()
    except MustWait as wait:
        _keep(stored, Outcome.WAITING, wait.order)
    else:
        _keep(stored, Outcome.TAKEN if order else Outcome.NOT_OURS, order)


def _claim(stored: StripeEvent) -> None:
    """This delivery's, until the end of the transaction. EventSeen where another has done it."""
    if stored.pk is None:
        stored.outcome = Outcome.TAKEN
        try:
            with transaction.atomic():
                stored.save(force_insert=True)
        except IntegrityError:
            stored.pk = None
            raise EventSeen from None
    else:
        StripeEvent.objects.select_for_update().get(pk=stored.pk)


def _keep(stored: StripeEvent, outcome: Outcome, order: Order | None) -> None:
    StripeEvent.objects.filter(pk=stored.pk).update(
        outcome=outcome, error="", order=order, processed_at=timezone.now()
    )


def _in_one_line(error: Exception) -> str:
    """PostgreSQL goes on to quote the whole row, with name and address, in its second line."""
    first_line = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {first_line}"[:MOST_ERROR_CHARACTERS]


def _note_failure(stored: StripeEvent, error: Exception) -> None:
    """In a transaction of its own: the owner sees it, and the next delivery tries again."""
    said = _in_one_line(error)
    log.error("event %s (%s) failed: %s", stored.event_id, stored.type, said)
    facts = {name: getattr(stored, name) for name in FACTS}
    _, is_new = StripeEvent.objects.get_or_create(
        event_id=stored.event_id, defaults=facts | {"outcome": Outcome.FAILED, "error": said}
    )
    if not is_new:
        kept = [Outcome.TAKEN, Outcome.WAITING] if _may_pass(error) else [Outcome.TAKEN]
        failed = StripeEvent.objects.filter(event_id=stored.event_id)
        failed.exclude(outcome__in=kept).update(outcome=Outcome.FAILED, error=said)


def _may_pass(error: Exception) -> bool:
    """One that waits for its order goes on waiting while Stripe or the database is away."""
    return isinstance(error, OUTSIDE_TROUBLE)
