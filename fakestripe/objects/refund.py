"""The refund object and its states."""

from typing import Any

from fakestripe.ids import new_id

Json = dict[str, Any]


def build_refund(charge: Json, params: Json, *, amount: int, now: int) -> Json:
    """Build a succeeded refund. `pending` converts it to a pending one."""
    return {
        "id": new_id("re_"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": new_id("txn_"),
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "customer": None,
        "customer_account": None,
        "destination_details": {
            "card": {"reference_status": "pending", "reference_type": None, "type": "refund"},
            "type": "card",
        },
        "metadata": params.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def pending(refund: Json) -> Json:
    """Return the refund as pending because of an insufficient balance."""
    return {
        **refund,
        "balance_transaction": None,
        "pending_reason": "insufficient_funds",
        "status": "pending",
    }


def succeeded(refund: Json) -> Json:
    """Return the refund as succeeded, with the bank's reference number."""
    card = {
        "reference": new_id("")[:12],
        "reference_status": "available",
        "reference_type": "acquirer_reference_number",
        "type": "refund",
    }
    return {
        **_no_longer_pending(refund),
        "balance_transaction": refund["balance_transaction"] or new_id("txn_"),
        "destination_details": {"card": card, "type": "card"},
        "status": "succeeded",
    }


def failed(refund: Json, reason: str) -> Json:
    """Return the refund as failed. The money, which had been sent, is returned to the balance."""
    return {
        **_no_longer_pending(refund),
        "balance_transaction": refund["balance_transaction"] or new_id("txn_"),
        "failure_balance_transaction": new_id("txn_"),
        "failure_reason": reason,
        "status": "failed",
    }


def canceled(refund: Json) -> Json:
    return {**_no_longer_pending(refund), "status": "canceled"}


def _no_longer_pending(refund: Json) -> Json:
    return {name: value for name, value in refund.items() if name != "pending_reason"}
