"""The payout object."""

from typing import Any

from fakestripe.ids import new_id

Json = dict[str, Any]

_DAY_S = 24 * 60 * 60
# One account, so one bank account.
BANK_ACCOUNT = "ba_fakestripe00000000000001"


def build_payout(*, amount: int, currency: str, now: int) -> Json:
    """Build an automatic payout that arrives at the next midnight (UTC)."""
    return {
        "id": new_id("po_"),
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": now - now % _DAY_S + _DAY_S,
        "automatic": True,
        "balance_transaction": new_id("txn_"),
        "created": now,
        "currency": currency,
        "description": "STRIPE PAYOUT",
        "destination": BANK_ACCOUNT,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "completed",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "in_transit",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    }
