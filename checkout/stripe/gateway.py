"""Gateway to Stripe's API: the only module that imports `stripe`.

Functions return the shop's own frozen dataclasses. Every call may raise `StripeUnavailable` (try
again later) or `StripeRefused` (trying again changes nothing).
"""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, cast

import stripe
from django.conf import settings

from jobs.tasks import ServiceUnavailable

log = logging.getLogger(__name__)

RETRIES = 2
SIGNATURE_TOLERANCE_SECONDS = 300
PAGE_SIZE = 100
MAX_COUPON_NAME_LENGTH = 40
THIN_EVENT = "v2.core.event"


class StripeUnavailable(ServiceUnavailable):
    """Stripe could not be reached, or responded with a server error or a rate limit."""


class StripeRefused(Exception):
    """Stripe rejected the request. The message has code and parameter, no personal data."""


class NoSuchObject(StripeRefused):
    """The object does not exist in the account of our key."""


class NotSignedByStripe(Exception):
    """The body is not signed with one of our secrets, or the signature is too old."""


@dataclass(frozen=True, slots=True)
class Session:
    """A Checkout Session.

    `status`: open, complete or expired. `payment_status`: paid, unpaid or no_payment_required. The
    amount is in pence, with delivery and discounts included.
    """

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
    def is_processing(self) -> bool:
        """Completed with a delayed payment method, whose payment may still fail."""
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
    """A refund at Stripe.

    `status`: pending, requires_action, succeeded, failed or canceled. `refund_key`: the idempotency
    key of the shop's refund; empty if it was made in Stripe's dashboard.
    """

    id: str
    payment_intent_id: str
    amount_pence: int
    status: str
    failure: str
    refund_key: str


@dataclass(frozen=True, slots=True)
class StripeDispute:
    """A dispute at Stripe. `answer_by` and `opened_at` are Unix seconds."""

    id: str
    payment_intent_id: str
    amount_pence: int
    status: str
    reason: str
    answer_by: int | None
    opened_at: int


@dataclass(frozen=True, slots=True)
class Event:
    """A webhook event. `payment_intent_id`: the payment of the event's object, if it names one."""

    id: str
    type: str
    object_id: str
    payment_intent_id: str
    api_version: str
    is_live: bool
    raw: dict[str, Any]


def create_coupon(
    *, coupon_id: str, name: str, amount_pence: int, redeem_by: int, idempotency_key: str
) -> None:
    """Create a coupon for one redemption of a fixed amount, until `redeem_by` (Unix seconds)."""
    call_stripe(
        lambda client: client.v1.coupons.create(
            {
                "id": coupon_id,
                "name": name[:MAX_COUPON_NAME_LENGTH],
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
    """Delete the coupon, unless it is deleted already."""
    try:
        call_stripe(lambda client: client.v1.coupons.delete(coupon_id))
    except StripeRefused:
        log.info("coupon %s was deleted already", coupon_id)


def create_session(*, parameters: dict[str, Any], idempotency_key: str) -> Session:
    """Create a Checkout Session. The idempotency key makes a repeat return the same session."""
    return _session(
        call_stripe(
            lambda client: client.v1.checkout.sessions.create(
                cast("Any", parameters), {"idempotency_key": idempotency_key}
            )
        )
    )


def retrieve_session(session_id: str) -> Session:
    """Read the session. Raises NoSuchObject."""
    return _session(call_stripe(lambda client: client.v1.checkout.sessions.retrieve(session_id)))


def expire_session(session_id: str) -> Session:
    """Expire the session if it is open. Return it as it is now: it may have been paid before."""
    try:
        return _session(call_stripe(lambda client: client.v1.checkout.sessions.expire(session_id)))
    except StripeRefused:
        return retrieve_session(session_id)


def create_refund(
    *, payment_intent_id: str, amount_pence: int | None, order_number: str, refund_key: str
) -> StripeRefund:
    """Refund an amount of a payment, or all that remains if None. Idempotent by `refund_key`."""
    parameters: dict[str, Any] = {
        "payment_intent": payment_intent_id,
        "metadata": {"order_id": order_number, "refund_key": refund_key},
    }
    if amount_pence is not None:
        parameters["amount"] = amount_pence
    return _refund(
        call_stripe(
            lambda client: client.v1.refunds.create(
                cast("Any", parameters), {"idempotency_key": refund_key}
            )
        )
    )


def retrieve_refund(refund_id: str) -> StripeRefund:
    """Read the refund. Raises NoSuchObject."""
    return _refund(call_stripe(lambda client: client.v1.refunds.retrieve(refund_id)))


def refunds_of_payment(payment_intent_id: str) -> list[StripeRefund]:
    """Read all refunds of a payment, oldest first."""
    newest_first = read_pages(
        lambda client: client.v1.refunds, _refund, payment_intent=payment_intent_id
    )
    return list(newest_first)[::-1]


def retrieve_dispute(dispute_id: str) -> StripeDispute:
    """Read the dispute. Raises NoSuchObject."""
    return _dispute(call_stripe(lambda client: client.v1.disputes.retrieve(dispute_id)))


def order_number_of_payment(payment_intent_id: str) -> str:
    """Read the order's number from the payment's metadata; empty if it has none or is unknown."""
    try:
        intent = call_stripe(lambda client: client.v1.payment_intents.retrieve(payment_intent_id))
    except NoSuchObject:
        return ""
    return (intent.metadata.to_dict() if intent.metadata else {}).get("order_id", "")


def sessions_since(since: int) -> Iterator[Session]:
    """Read all sessions created since then (Unix seconds), newest first."""
    return read_pages(lambda client: client.v1.checkout.sessions, _session, created={"gte": since})


def refunds_since(since: int) -> Iterator[StripeRefund]:
    """Read all refunds created since then (Unix seconds), newest first."""
    return read_pages(lambda client: client.v1.refunds, _refund, created={"gte": since})


def disputes_since(since: int) -> Iterator[StripeDispute]:
    """Read all disputes created since then (Unix seconds), newest first."""
    return read_pages(lambda client: client.v1.disputes, _dispute, created={"gte": since})


def verified_event(body: bytes, signature: str) -> Event:
    """Verify the signature of a webhook's raw body and return its event.

    Raises NotSignedByStripe if it is signed with none of our secrets, or is not an event.
    """
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
    """Return whether the secret key is a live key."""
    return "_live_" in settings.STRIPE_SECRET_KEY


@cache
def _client() -> stripe.StripeClient:
    options: dict[str, Any] = {}
    if settings.STRIPE_API_URL:
        options["base_addresses"] = {"api": settings.STRIPE_API_URL}
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY or "sk_test_local",
        stripe_version=settings.STRIPE_API_VERSION,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=settings.STRIPE_TIMEOUT_SECONDS),
        **options,
    )


def call_stripe(call: Callable[[stripe.StripeClient], Any]) -> Any:
    """Call Stripe and translate its errors."""
    try:
        return call(_client())
    except (stripe.InvalidRequestError, stripe.IdempotencyError, stripe.CardError) as error:
        kind = NoSuchObject if error.code == "resource_missing" else StripeRefused
        parameter = getattr(error, "param", None)  # an IdempotencyError has none
        raise kind(f"{error.code or error.http_status}, parameter {parameter}") from error
    except stripe.StripeError as error:
        log.error("Stripe is not available: %s", error)
        raise StripeUnavailable(str(error)) from error


def read_pages[T](
    service: Callable[[stripe.StripeClient], Any], read: Callable[[Any], T], **parameters: object
) -> Iterator[T]:
    """Yield all objects of one of Stripe's lists, page by page."""
    start: dict[str, str] = {}
    while True:
        query = {"limit": PAGE_SIZE} | parameters | start
        page = call_stripe(partial(_list, service, query))
        yield from map(read, page.data)
        if not page.has_more or not page.data:
            return
        start = {"starting_after": page.data[-1].id}


def _list(
    service: Callable[[stripe.StripeClient], Any],
    query: dict[str, object],
    client: stripe.StripeClient,
) -> Any:
    return service(client).list(query)


def _refund(refund: stripe.Refund) -> StripeRefund:
    metadata = refund.metadata.to_dict() if refund.metadata else {}
    return StripeRefund(
        id=refund.id,
        payment_intent_id=id_of(refund.payment_intent),
        amount_pence=refund.amount,
        status=refund.status or "",
        failure=getattr(refund, "failure_reason", None) or "",
        refund_key=metadata.get("refund_key", ""),
    )


def _dispute(dispute: stripe.Dispute) -> StripeDispute:
    return StripeDispute(
        id=dispute.id,
        payment_intent_id=id_of(dispute.payment_intent),
        amount_pence=dispute.amount,
        status=dispute.status,
        reason=dispute.reason or "",
        answer_by=dispute.evidence_details.due_by if dispute.evidence_details else None,
        opened_at=dispute.created,
    )


def _session(session: stripe.checkout.Session) -> Session:
    return Session(
        id=session.id,
        url=session.url or "",
        status=session.status or "",
        payment_status=session.payment_status,
        amount_total_pence=session.amount_total or 0,
        currency=session.currency or "",
        payment_intent_id=id_of(session.payment_intent),
        order_number=session.client_reference_id or "",
        is_live=session.livemode,
    )


def _event(raw: dict[str, Any]) -> Event:
    if raw.get("object") == THIN_EVENT:
        return _thin_event(raw)
    return Event(
        id=raw["id"],
        type=raw["type"],
        object_id=raw["data"]["object"].get("id") or "",
        payment_intent_id=_intent_in(raw["data"]["object"]),
        api_version=raw.get("api_version") or "",
        is_live=bool(raw["livemode"]),
        raw=raw,
    )


def _thin_event(raw: dict[str, Any]) -> Event:
    """Build the event of API v2: it may name its object, but does not contain it."""
    return Event(
        id=raw["id"],
        type=raw["type"],
        object_id=(raw.get("related_object") or {}).get("id") or "",
        payment_intent_id="",
        api_version="",
        is_live=bool(raw["livemode"]),
        raw=raw,
    )


def _intent_in(raw: dict[str, Any]) -> str:
    intent = raw.get("payment_intent")
    return (intent.get("id") if isinstance(intent, dict) else intent) or ""


def id_of(reference: Any) -> str:
    """Return the id of an object that Stripe sends expanded or as its id."""
    return getattr(reference, "id", reference) or ""
