"""Balance transactions of disputes."""

from typing import Any

from fakestripe.ids import new_id

Json = dict[str, Any]

# Dispute fee of a UK account; from memory of stripe.com/gb/pricing.
DISPUTE_FEE = 2000


def build_dispute_withdrawal(dispute: Json, *, now: int) -> Json:
    """Return the withdrawal of the disputed amount and the fee."""
    return _build_adjustment(dispute, amount=-dispute["amount"], fee=DISPUTE_FEE, now=now)


def build_dispute_reversal(dispute: Json, *, now: int) -> Json:
    """Return the reversal of the amount. The fee is not returned (docs.stripe.com/disputes)."""
    return _build_adjustment(dispute, amount=dispute["amount"], fee=0, now=now)


def _build_adjustment(dispute: Json, *, amount: int, fee: int, now: int) -> Json:
    currency = dispute["currency"]
    description = f"Chargeback {'withdrawal' if amount < 0 else 'reversal'} for {dispute['charge']}"
    details = {
        "amount": fee,
        "application": None,
        "currency": currency,
        "description": "Dispute fee",
        "type": "stripe_fee",
    }
    return {
        "id": new_id("txn_"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now,
        "balance_type": "payments",
        "created": now,
        "currency": currency,
        "description": description,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [details] if fee else [],
        "net": amount - fee,
        "reporting_category": "dispute" if amount < 0 else "dispute_reversal",
        "source": dispute["id"],
        "status": "available",
        "type": "adjustment",
    }
