"""What the inbox keeps of an event: what happened to which object, and nothing about whom.

An allow-list: whatever Stripe adds tomorrow is left out until it stands here.
"""

KEPT = frozenset(
    {
        "amount", "amount_captured", "amount_discount", "amount_due", "amount_off",
        "amount_received", "amount_refunded", "amount_shipping", "amount_subtotal", "amount_tax",
        "amount_total", "api_version", "captured", "charge", "client_reference_id", "created",
        "currency", "data", "discounts", "disputed", "due_by", "evidence_details",
        "expires_at", "failure_code", "failure_reason", "has_evidence", "id",
        "is_charge_refundable",
        "latest_charge", "livemode", "metadata", "mode", "network_reason_code", "object",
        "order_id", "outcome", "paid", "past_due", "payment_intent", "payment_status",
        "pending_webhooks", "previous_attributes", "reason", "refund_key", "refunded", "refunds",
        "request", "skus", "status", "submission_count", "total_details", "type",
    }
)  # fmt: skip


# What we write there ourselves. Anybody else may call a field of theirs "reason" and a customer by
# name in it.
KEPT_METADATA = frozenset({"order_id", "refund_key", "skus"})


def redacted(raw: object, kept: frozenset[str] = KEPT) -> object:
    """The same, without what is not known to be impersonal, at any depth."""
    if isinstance(raw, dict):
        return {
            name: redacted(value, KEPT_METADATA if name == "metadata" else kept)
            for name, value in raw.items()
            if name in kept
        }
    if isinstance(raw, list):
        return [redacted(value, kept) for value in raw]
    return raw
