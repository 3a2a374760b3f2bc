"""The refund of a card payment."""

from typing import Any

from fakestripe.ids import new_id

Json = dict[str, Any]


def a_refund(charge: Json, params: Json, *, amount: int, now: int) -> Json:
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


def with_bank_reference(refund: Json) -> Json:
    """The bank's reference number arrives after the refund: `refund.updated`."""
    card = {
        "reference": new_id("")[:12],
        "reference_status": "available",
        "reference_type": "acquirer_reference_number",
        "type": "refund",
    }
    return {**refund, "destination_details": {"card": card, "type": "card"}}
