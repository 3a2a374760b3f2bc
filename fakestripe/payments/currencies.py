"""Supported currencies, with the smallest charge that Stripe allows in each.

Minimums: docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
(£0.30, $0.50, €0.50).
"""

from dataclasses import dataclass

from fakestripe.errors import InvalidRequest


@dataclass(frozen=True)
class Currency:
    """`minimum` is in the smallest unit: pence or cents."""

    code: str
    symbol: str
    minimum: int


# Stripe: "The amount value supports up to eight digits (e.g., a value of 99999999 for a USD charge
# of $999,999.99)", in every currency. The same page as the minimums.
LARGEST = 99_999_999

KNOWN = {
    currency.code: currency
    for currency in (Currency("gbp", "£", 30), Currency("usd", "$", 50), Currency("eur", "€", 50))
}


def currency_named(code: str, param: str) -> Currency:
    """Return a currency by its code, in upper or lower case. Raises InvalidRequest."""
    try:
        return KNOWN[code.lower()]
    except KeyError:
        known = ", ".join(KNOWN)
        raise InvalidRequest(
            f"Invalid currency: {code}. Stripe currently supports these currencies: {known}",
            param=param,
        ) from None


def money(amount: int, code: str) -> str:
    """Format an amount: `£12.98` for 1298 pence."""
    return f"{KNOWN[code].symbol}{amount // 100:,}.{amount % 100:02d}"
