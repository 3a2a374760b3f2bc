"""Balance transactions: each amount that enters or leaves the account's balance.

Types and categories: docs.stripe.com/reports/balance-transaction-types and reporting-categories.
"""

from typing import Any

from fakestripe.ids import new_id

Json = dict[str, Any]

# Dispute fee of a UK account; from memory of stripe.com/gb/pricing.
DISPUTE_FEE = 2000
_DAY_S = 24 * 60 * 60
# Days until a payment is available in a UK account: from memory of docs.stripe.com/payouts.
_DAYS_UNTIL_AVAILABLE = 3


def build_payment_entry(charge: Json, *, now: int) -> Json:
    """Return the entry of a succeeded charge, under the id that the charge names."""
    is_card = charge["payment_method_details"]["type"] == "card"
    return _build(
        charge,
        charge["balance_transaction"],
        amount=charge["amount"],
        fee=_card_fee(charge["amount"]) if is_card else _debit_fee(charge["amount"]),
        of="charge" if is_card else "payment",
        category="charge",
        available_on=_start_of_day(now + _DAYS_UNTIL_AVAILABLE * _DAY_S),
        now=now,
    )


def build_refund_entry(refund: Json, *, now: int) -> Json:
    """Return the withdrawal of a refund. Fees are not returned (docs.stripe.com/refunds)."""
    return _build(
        refund,
        refund["balance_transaction"],
        amount=-refund["amount"],
        of="refund",
        category="refund",
        available_on=now,
        now=now,
    )


def build_refund_failure_entry(refund: Json, *, now: int) -> Json:
    """Return the amount of a failed refund, which the bank sent back."""
    return _build(
        refund,
        refund["failure_balance_transaction"],
        amount=refund["amount"],
        of="refund_failure",
        category="refund_failure",
        available_on=now,
        now=now,
    )


def build_payout_entry(payout: Json, *, now: int) -> Json:
    """Return the withdrawal of a payout to the bank account."""
    return _build(
        payout,
        payout["balance_transaction"],
        amount=-payout["amount"],
        of="payout",
        category="payout",
        description=payout["description"],
        available_on=now,
        now=now,
    )


def build_dispute_withdrawal(dispute: Json, *, now: int) -> Json:
    """Return the withdrawal of the disputed amount and the fee."""
    return _build_adjustment(dispute, amount=-dispute["amount"], fee=DISPUTE_FEE, now=now)


def build_dispute_reversal(dispute: Json, *, now: int) -> Json:
    """Return the reversal of the amount. The fee is not returned (docs.stripe.com/disputes)."""
    return _build_adjustment(dispute, amount=dispute["amount"], fee=0, now=now)


def as_of(entry: Json, *, now: int) -> Json:
    """Return the entry with its `status`: pending until it is available."""
    return {**entry, "status": "pending" if entry["available_on"] > now else "available"}


def _build_adjustment(dispute: Json, *, amount: int, fee: int, now: int) -> Json:
    return _build(
        dispute,
        new_id("txn_"),
        amount=amount,
        fee=fee,
        fee_name="Dispute fee",
        of="adjustment",
        category="dispute" if amount < 0 else "dispute_reversal",
        description=(
            f"Chargeback {'withdrawal' if amount < 0 else 'reversal'} for {dispute['charge']}"
        ),
        available_on=now,
        now=now,
    )


def _build(
    source: Json,
    entry_id: str,
    *,
    amount: int,
    of: str,
    category: str,
    available_on: int,
    now: int,
    fee: int = 0,
    fee_name: str = "Stripe processing fees",
    description: str | None = None,
) -> Json:
    details = {
        "amount": fee,
        "application": None,
        "currency": source["currency"],
        "description": fee_name,
        "type": "stripe_fee",
    }
    return {
        "id": entry_id,
        "object": "balance_transaction",
        "amount": amount,
        "available_on": available_on,
        "balance_type": "payments",
        "created": now,
        "currency": source["currency"],
        "description": description,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [details] if fee else [],
        "net": amount - fee,
        "reporting_category": category,
        "source": source["id"],
        "status": "pending" if available_on > now else "available",
        "type": of,
    }


def _card_fee(amount: int) -> int:
    """1.5 % + 20p, of standard UK cards: from memory of stripe.com/gb/pricing."""
    return (amount * 15 + 500) // 1000 + 20


def _debit_fee(amount: int) -> int:
    """1 %, at least 20p and at most £2, of Bacs Direct Debit: from memory of the same page."""
    return min(max((amount + 50) // 100, 20), 200)


def _start_of_day(at: int) -> int:
    return at - at % _DAY_S
