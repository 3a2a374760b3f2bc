"""Orders that the control API accepts, with their fields."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fakestripe.chaos.invalid_fields import describe_invalid
from fakestripe.payments.bank_accounts import TEST_ACCOUNTS
from fakestripe.payments.cards import TEST_CARDS


class OrderRefused(Exception):
    """A field is unknown, missing or invalid. The message names it."""


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Nothing(Order):
    """An order without fields."""


class PayByCard(Order):
    card: str = TEST_CARDS[0].number
    email: str | None = None
    name: str | None = None


class PayByDebit(Order):
    account_number: str = TEST_ACCOUNTS[0].number
    email: str | None = None
    name: str | None = None


class SettleDebit(Order):
    outcome: Literal["succeeded", "failed"]


class RefundPayment(Order):
    """A refund of `amount` pence, or of the whole remainder."""

    amount: int | None = Field(None, ge=1)
    reason: Literal["duplicate", "fraudulent", "requested_by_customer"] | None = None


class SettleRefund(Order):
    """Values of `reason`: the `stripe` package's docstring of `failure_reason`."""

    outcome: Literal["succeeded", "failed", "canceled"]
    reason: Literal[
        "lost_or_stolen_card",
        "expired_or_canceled_card",
        "charge_for_pending_refund_disputed",
        "insufficient_funds",
        "declined",
        "merchant_request",
        "unknown",
    ] = "unknown"


class OpenDispute(Order):
    """Values of `reason`: the `stripe` package's docstring of Dispute, for cards."""

    amount: int | None = Field(None, ge=1)
    reason: Literal[
        "credit_not_processed",
        "duplicate",
        "fraudulent",
        "general",
        "product_not_received",
        "product_unacceptable",
        "subscription_canceled",
        "unrecognized",
    ] = "fraudulent"
    inquiry: bool = False


class CloseDispute(Order):
    outcome: Literal["won", "lost"]


class MoveClock(Order):
    """Advance the clock by `advance_s` seconds, or reset it to the real time."""

    advance_s: int | None = Field(None, ge=1, le=400 * 24 * 60 * 60)


class Deliver(Order):
    """Send an event (by id, or any content) `times` times at once.

    `to` and `secret` default to the shop's webhook. `amount` makes the event state a wrong amount.
    """

    event_id: str | None = None
    event: dict[str, Any] | None = None
    times: int = Field(1, ge=1, le=100)
    forgery: Literal["", "bad_signature", "stale", "other_secret", "altered", "unsigned"] = ""
    amount: int | None = Field(None, ge=0)
    to: str = ""
    secret: str = ""


def order_from[SomeOrder: Order](kind: type[SomeOrder], given: dict[str, Any]) -> SomeOrder:
    """Validate the fields of an order. Raises OrderRefused."""
    try:
        return kind.model_validate(given)
    except ValidationError as invalid:
        raise OrderRefused(describe_invalid(invalid, whole="order")) from None
