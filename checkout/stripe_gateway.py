"""Stripe, as the shop sees it: the only module that imports `stripe`.

Everything goes in and comes out as the shop's own frozen dataclasses. Every call may raise
`StripeUnavailable` (try again later) or `StripeRefused` (trying again changes nothing).
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import stripe
from django.conf import settings

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
RETRIES = 2
SIGNATURE_TOLERANCE_SECONDS = 300


class StripeUnavailable(Exception):
    """Stripe could not be reached, or was too busy to answer."""


class StripeRefused(Exception):
    """Stripe understood and said no. The message names code and parameter, nothing personal."""


class NoSuchSession(StripeRefused):
    """Stripe, asked with our key, knows no such session."""


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
    def is_expired(self) -> bool:
        return self.status == "expired"


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    type: str
    object_id: str
    api_version: str
    is_live: bool


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
    """The session as it is now. NoSuchSession if Stripe knows none, under this key."""
    return _session(_ask(lambda client: client.v1.checkout.sessions.retrieve(session_id)))


def expire_session(session_id: str) -> Session:
    """Expire the session if it is open; whatever became of it is what comes back."""
    try:
        return _session(_ask(lambda client: client.v1.checkout.sessions.expire(session_id)))
    except StripeRefused:
        return retrieve_session(session_id)


def refund_in_full(*, payment_intent_id: str, idempotency_key: str) -> str:
    """Refund everything that is left of a payment; the refund's id."""
    refund = _ask(
        lambda client: client.v1.refunds.create(
            {"payment_intent": payment_intent_id}, {"idempotency_key": idempotency_key}
        )
    )
    return refund.id


def verified_event(body: bytes, signature: str) -> Event:
    """The event in a webhook's raw body. NotSignedByStripe unless one of our secrets fits, and for
    what is no event although it is signed."""
    if not any(_is_signed(body, signature, secret) for secret in settings.STRIPE_WEBHOOK_SECRETS):
        raise NotSignedByStripe
    try:
        return _event(json.loads(body))
    except (ValueError, KeyError, TypeError) as error:
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
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        **options,
    )


def _ask(call: Callable):
    try:
        return call(_client())
    except (stripe.InvalidRequestError, stripe.IdempotencyError, stripe.CardError) as error:
        kind = NoSuchSession if error.code == "resource_missing" else StripeRefused
        raise kind(f"{error.code or error.http_status}, parameter {error.param}") from error
    except stripe.StripeError as error:
        log.error("Stripe is not available: %s", error)
        raise StripeUnavailable(str(error)) from error


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
    return Event(
        id=found["id"],
        type=found["type"],
        object_id=found["data"]["object"].get("id") or "",
        api_version=found.get("api_version") or "",
        is_live=bool(found["livemode"]),
    )


def _id_of(reference) -> str:
    """The id of an object that Stripe gives whole or by its id."""
    return getattr(reference, "id", reference) or ""
