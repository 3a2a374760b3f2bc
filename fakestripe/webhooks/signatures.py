"""The `Stripe-Signature` header, valid or forged (docs.stripe.com/webhooks#verify-manually)."""

import hashlib
import hmac

FORGERIES = ("bad_signature", "stale", "other_secret", "altered", "unsigned")
# The library's own tolerance is 300 s.
_TOO_OLD_S = 301
_OTHER_SECRET = "whsec_of_somebody_else"  # noqa: S105  deliberately not the shop's


def signature_header(body: bytes, *, secret: str, timestamp: int) -> str:
    """Return `t=…,v1=…`: HMAC-SHA256 of the timestamp, a full stop and the raw body."""
    signed = f"{timestamp}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def signed_request(
    body: bytes, *, secret: str, timestamp: int, forgery: str = ""
) -> tuple[bytes, dict[str, str]]:
    """Return the body and headers to send. `forgery` is one of FORGERIES or empty."""
    if forgery == "unsigned":
        return body, {}
    if forgery == "stale":
        timestamp -= _TOO_OLD_S
    if forgery == "other_secret":
        secret = _OTHER_SECRET
    header = signature_header(body, secret=secret, timestamp=timestamp)
    if forgery == "bad_signature":
        header = f"{header[:-8]}{'0' * 8}"
    if forgery == "altered":
        body = body.replace(b"evt_", b"evt-", 1)
    return body, {"Stripe-Signature": header}
