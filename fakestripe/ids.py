"""Identifiers in Stripe's format: a prefix, then letters and digits."""

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits

_LENGTHS = {"cs_test_": 58, "cs_test_secret_": 72, "req_": 14, "prod_": 14}


def new_id(prefix: str) -> str:
    """Generate an id. The prefix includes its underscore: `new_id("cs_test_")`."""
    length = _LENGTHS.get(prefix, 24)
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_coupon_code() -> str:
    """Generate the eight characters that Stripe uses for coupons created without an id."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))
