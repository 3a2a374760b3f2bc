"""The `Stripe-Signature` header (docs.stripe.com/webhooks#verify-manually)."""

import hashlib
import hmac


def signature_header(body: bytes, *, secret: str, timestamp: int) -> str:
    """`t=…,v1=…`: HMAC-SHA256 over the timestamp, a full stop, and the raw body."""
    signed = f"{timestamp}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"
