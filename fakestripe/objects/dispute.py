"""The dispute object."""

from typing import Any

from fakestripe.ids import new_id

Json = dict[str, Any]

_DAY_S = 24 * 60 * 60
# Card networks allow 7 to 21 days; this value is from memory of Stripe's test disputes.
_DAYS_TO_ANSWER = 9

# Network reason codes: from memory of docs.stripe.com/disputes/categories.
_VISA_CODES = {
    "credit_not_processed": "13.6",
    "duplicate": "12.6.1",
    "fraudulent": "10.4",
    "product_not_received": "13.1",
    "product_unacceptable": "13.3",
}

_NO_EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)


def build_dispute(charge: Json, *, amount: int, reason: str, is_inquiry: bool, now: int) -> Json:
    """Build a dispute: an inquiry (no money is withdrawn) or a chargeback."""
    return {
        "id": new_id("dp_"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(_NO_EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": _end_of_day(now + _DAYS_TO_ANSWER * _DAY_S),
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": is_inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": _method(charge, reason, is_inquiry=is_inquiry),
        "reason": reason,
        "status": "warning_needs_response" if is_inquiry else "needs_response",
    }


def _method(charge: Json, reason: str, *, is_inquiry: bool) -> Json:
    details = charge["payment_method_details"]
    brand = details["card"]["brand"] if details["type"] == "card" else "visa"
    card = {
        "brand": brand,
        "case_type": "inquiry" if is_inquiry else "chargeback",
        "network": brand,
        "network_reason_code": _VISA_CODES.get(reason, "10.4"),
    }
    return {"card": card, "type": "card"}


def _end_of_day(at: int) -> int:
    """Return the last second of that day in UTC, as in Stripe's published sample."""
    return at - at % _DAY_S + _DAY_S - 1
