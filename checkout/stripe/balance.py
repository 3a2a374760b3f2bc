"""Stripe's balance and payouts, read through the gateway. Only amounts in pounds are read.

The expanded source of an entry names its payment. It holds personal data too, which is not kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from checkout.stripe.gateway import call_stripe, id_of, read_pages

CURRENCY = "gbp"


@dataclass(frozen=True, slots=True)
class StripeBalanceEntry:
    """A balance transaction in pounds. `created` and `available_on` are Unix seconds.

    Amounts are negative if they left the balance. `payment_intent_id`: the payment of its charge,
    refund or dispute; empty for others.
    """

    id: str
    type: str
    category: str
    amount_pence: int
    fee_pence: int
    net_pence: int
    created: int
    available_on: int
    source_id: str
    payment_intent_id: str


@dataclass(frozen=True, slots=True)
class StripePayout:
    """A payout in pounds. `created` and `arrives_on` are Unix seconds.

    `has_entries`: Stripe can list what it consists of.
    """

    id: str
    amount_pence: int
    status: str
    is_automatic: bool
    created: int
    arrives_on: int
    has_entries: bool


def balance_entries_since(since: int) -> Iterator[StripeBalanceEntry]:
    """Read all entries of the balance created since then (Unix seconds), newest first."""
    return _balance_entries(created={"gte": since})


def balance_entries_of_payout(payout_id: str) -> Iterator[StripeBalanceEntry]:
    """Read the entries of an automatic payout, its own withdrawal included."""
    return _balance_entries(payout=payout_id)


def payouts_since(since: int) -> Iterator[StripePayout]:
    """Read all payouts in pounds created since then (Unix seconds), newest first."""
    every = read_pages(lambda client: client.v1.payouts, lambda each: each, created={"gte": since})
    return (_payout(payout) for payout in every if payout.currency == CURRENCY)


def retrieve_payout(payout_id: str) -> StripePayout:
    """Read the payout. Raises NoSuchObject."""
    return _payout(call_stripe(lambda client: client.v1.payouts.retrieve(payout_id)))


def _balance_entries(**parameters: object) -> Iterator[StripeBalanceEntry]:
    return read_pages(
        lambda client: client.v1.balance_transactions,
        _balance_entry,
        currency=CURRENCY,
        expand=["data.source"],
        **parameters,
    )


def _balance_entry(entry: Any) -> StripeBalanceEntry:
    intent = getattr(entry.source, "payment_intent", None)
    return StripeBalanceEntry(
        id=entry.id,
        type=entry.type,
        category=entry.reporting_category,
        amount_pence=entry.amount,
        fee_pence=entry.fee,
        net_pence=entry.net,
        created=entry.created,
        available_on=entry.available_on,
        source_id=id_of(entry.source),
        payment_intent_id=id_of(intent),
    )


def _payout(payout: Any) -> StripePayout:
    return StripePayout(
        id=payout.id,
        amount_pence=payout.amount,
        status=payout.status,
        is_automatic=payout.automatic,
        created=payout.created,
        arrives_on=payout.arrival_date,
        has_entries=payout.reconciliation_status == "completed",
    )
