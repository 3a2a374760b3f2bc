"""Stripe, as the shop sees it: the only module that imports `stripe`.

Everything goes in and comes out as the shop's own frozen dataclasses. Every call may raise
`StripeUnavailable` (try again later) or `StripeRefused` (trying again changes nothing).
"""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import stripe
from django.conf import settings

from jobs.failures import OutsideTrouble

log = logging.getLogger(__name__)

RETRIES = 2
SIGNATURE_TOLERANCE_SECONDS = 300
PAGE_SIZE = 100
THIN_EVENT = "v2.core.event"


class StripeUnavailable(OutsideTrouble):
    """Stripe could not be reached, or was too busy to answer."""


class StripeRefused(Exception):
    """Stripe understood and said no. The message names code and parameter, nothing personal."""


class NoSuchObject(StripeRefused):
    """Stripe, asked with our key, knows no such thing."""


class NotSignedByStripe(Exception):
    """The body was not signed with one of our secrets, or too long ago."""


@dataclass(frozen=True, slots=True)
class Session:
    """A Checkout Session. `status`: open, complete or expired; `payment_status`: paid, unpaid or
    no_payment_required. Amounts are pence, delivery and discounts included."""

    id: str
    url: str
    status: str
    payment_status: str
    amount_total_pence: int
    currency: str
    payment_intent_id: str
    order_number: str
    is_live: bool

    @property
    def is_paid(self) -> bool:
        return self.status == "complete" and self.payment_status == "paid"

    @property
    def is_on_its_way(self) -> bool:
        """Completed with a method that pays later, if it pays at all."""
        return self.status == "complete" and self.payment_status == "unpaid"

    @property
    def is_open(self) -> bool:
        """It can still be paid."""
        return self.status == "open"

    @property
    def is_expired(self) -> bool:
        return self.status == "expired"


@dataclass(frozen=True, slots=True)
class StripeRefund:
    """A refund as Stripe has it. `status`: pending, requires_action, succeeded, failed or canceled.
    `refund_key` is the idempotency key that we sent along; empty where we did not ask for it."""

    id: str
    payment_intent_id: str
    amount_pence: int
    status: str
    failure: str
    refund_key: str


@dataclass(frozen=True, slots=True)
class StripeDispute:
    """A dispute as Stripe has it; `answer_by` and `opened_at` are Unix seconds."""

    id: str
    payment_intent_id: str
    amount_pence: int
    status: str
    reason: str
    answer_by: int | None
    opened_at: int


@dataclass(frozen=True, slots=True)
class Event:
    """`payment_intent_id` is the payment that the event's object belongs to, where it says so."""

    id: str
    type: str
    object_id: str
    payment_intent_id: str
    api_version: str
    is_live: bool
    raw: dict


def create_coupon(
    *, coupon_id: str, amount_pence: int, redeem_by: int, idempotency_key: str
) -> None:
    """A coupon for one redemption of a fixed amount, until `redeem_by` (Unix seconds)."""
    _ask(
        lambda client: client.v1.coupons.create(
            {
                "id": coupon_id,
                "name": "First order",
                "amount_off": amount_pence,
                "currency": "gbp",
                "duration": "once",
                "max_redemptions": 1,
                "redeem_by": redeem_by,
            },
            {"idempotency_key": idempotency_key},
        )
    )


def delete_coupon(coupon_id: str) -> None:
    """Delete the coupon; one that is gone already is as good."""
    try:
        _ask(lambda client: client.v1.coupons.delete(coupon_id))
    except StripeRefused:
        log.info("coupon %s was gone already", coupon_id)


def create_session(*, parameters: dict, idempotency_key: str) -> Session:
    return _session(
        _ask(
            lambda client: client.v1.checkout.sessions.create(
                parameters, {"idempotency_key": idempotency_key}
            )
        )
    )


def retrieve_session(session_id: str) -> Session:
    """The session as it is now. NoSuchObject if Stripe knows none, under this key."""
    return _session(_ask(lambda client: client.v1.checkout.sessions.retrieve(session_id)))


def expire_session(session_id: str) -> Session:
    """Expire the session if it is open; whatever became of it is what comes back."""
    try:
        return _session(_ask(lambda client: client.v1.checkout.sessions.expire(session_id)))
    except StripeRefused:
        return retrieve_session(session_id)


def create_refund(
    *, payment_intent_id: str, amount_pence: int | None, order_number: str, refund_key: str
) -> StripeRefund:
    """Give back this much of a payment, or all that is left. The key makes it happen once."""
    parameters = {
        "payment_intent": payment_intent_id,
        "metadata": {"order_id": order_number, "refund_key": refund_key},
    }
    if amount_pence is not None:
        parameters["amount"] = amount_pence
    return _refund(
        _ask(lambda client: client.v1.refunds.create(parameters, {"idempotency_key": refund_key}))
    )


def retrieve_refund(refund_id: str) -> StripeRefund:
    return _refund(_ask(lambda client: client.v1.refunds.retrieve(refund_id)))


def refunds_of_payment(payment_intent_id: str) -> list[StripeRefund]:
    """All refunds of a payment, the oldest first."""
    newest_first = _pages(
        lambda client: client.v1.refunds, _refund, payment_intent=payment_intent_id
    )
    return list(newest_first)[::-1]


def retrieve_dispute(dispute_id: str) -> StripeDispute:
    return _dispute(_ask(lambda client: client.v1.disputes.retrieve(dispute_id)))


def order_number_of_payment(payment_intent_id: str) -> str:
    """The order that a payment says it is for; empty where it says none, or is not ours to see."""
    try:
        intent = _ask(lambda client: client.v1.payment_intents.retrieve(payment_intent_id))
    except NoSuchObject:
        return ""
    return (intent.metadata.to_dict() if intent.metadata else {}).get("order_id", "")


def sessions_since(since: int) -> Iterator[Session]:
    """All sessions made since then (Unix seconds), the newest first."""
    return _pages(lambda client: client.v1.checkout.sessions, _session, created={"gte": since})


def refunds_since(since: int) -> Iterator[StripeRefund]:
    return _pages(lambda client: client.v1.refunds, _refund, created={"gte": since})


def disputes_since(since: int) -> Iterator[StripeDispute]:
    return _pages(lambda client: client.v1.disputes, _dispute, created={"gte": since})


def verified_event(body: bytes, signature: str) -> Event:
    """The event in a webhook's raw body. NotSignedByStripe unless one of our secrets fits, and for
    what is no event although it is signed."""
    if not any(_is_signed(body, signature, secret) for secret in settings.STRIPE_WEBHOOK_SECRETS):
        raise NotSignedByStripe
    try:
        return _event(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotSignedByStripe from error


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        return stripe.WebhookSignature.verify_header(
            body.decode(), signature, secret, SIGNATURE_TOLERANCE_SECONDS
        )
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def expects_live_events() -> bool:
    return "_live_" in settings.STRIPE_SECRET_KEY


@cache
def _client() -> stripe.StripeClient:
    options = {}
    if settings.STRIPE_API_URL:
        options["base_addresses"] = {"api": settings.STRIPE_API_URL}
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY or "sk_test_local",
        stripe_version=settings.STRIPE_API_VERSION,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=settings.STRIPE_TIMEOUT_SECONDS),
        **options,
    )


def _ask(call: Callable):
    try:
        return call(_client())
    except (stripe.InvalidRequestError, stripe.IdempotencyError, stripe.CardError) as error:
        kind = NoSuchObject if error.code == "resource_missing" else StripeRefused
        raise kind(f"{error.code or error.http_status}, parameter {error.param}") from error
    except stripe.StripeError as error:
        log.error("Stripe is not available: %s", error)
        raise StripeUnavailable(str(error)) from error


def _pages(service: Callable, read: Callable, **parameters) -> Iterator:
    """Everything that a list of Stripe's holds, page by page."""
    start: dict = {}
    while True:
        asked = {"limit": PAGE_SIZE} | parameters | start
        page = _ask(lambda client, asked=asked: service(client).list(asked))
        yield from map(read, page.data)
        if not page.has_more or not page.data:
            return
        start = {"starting_after": page.data[-1].id}


def _refund(found) -> StripeRefund:
    metadata = found.metadata.to_dict() if found.metadata else {}
    return StripeRefund(
        id=found.id,
        payment_intent_id=_id_of(found.payment_intent),
        amount_pence=found.amount,
        status=found.status or "",
        failure=getattr(found, "failure_reason", None) or "",
        refund_key=metadata.get("refund_key", ""),
    )


def _dispute(found) -> StripeDispute:
    return StripeDispute(
        id=found.id,
        payment_intent_id=_id_of(found.payment_intent),
        amount_pence=found.amount,
        status=found.status,
        reason=found.reason or "",
        answer_by=found.evidence_details.due_by if found.evidence_details else None,
        opened_at=found.created,
    )


def _session(found) -> Session:
    return Session(
        id=found.id,
        url=found.url or "",
        status=found.status or "",
        payment_status=found.payment_status,
        amount_total_pence=found.amount_total or 0,
        currency=found.currency or "",
        payment_intent_id=_id_of(found.payment_intent),
        order_number=found.client_reference_id or "",
        is_live=found.livemode,
    )


def _event(found: dict) -> Event:
    if found.get("object") == THIN_EVENT:
        return _thin_event(found)
    return Event(
        id=found["id"],
        type=found["type"],
        object_id=found["data"]["object"].get("id") or "",
        payment_intent_id=_intent_in(found["data"]["object"]),
        api_version=found.get("api_version") or "",
        is_live=bool(found["livemode"]),
        raw=found,
    )


def _thin_event(found: dict) -> Event:
    """An event of API v2: it names its object, where it has one, and holds nothing of it."""
    return Event(
        id=found["id"],
        type=found["type"],
        object_id=(found.get("related_object") or {}).get("id") or "",
        payment_intent_id="",
        api_version="",
        is_live=bool(found["livemode"]),
        raw=found,
    )


def _intent_in(raw: dict) -> str:
    intent = raw.get("payment_intent")
    return (intent.get("id") if isinstance(intent, dict) else intent) or ""


def _id_of(reference) -> str:
    """The id of an object that Stripe gives whole or by its id."""
    return getattr(reference, "id", reference) or ""
