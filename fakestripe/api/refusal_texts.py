"""Errors whose wording is the same for all of Stripe's endpoints."""

from typing import Any

from fakestripe.errors import InvalidRequest
from fakestripe.payments.currencies import LARGEST, money

Params = dict[str, Any]


def missing(param: str) -> InvalidRequest:
    """Return the error for a missing parameter."""
    return InvalidRequest(
        f"Missing required param: {param}.", code="parameter_missing", param=param
    )


def empty(param: str) -> InvalidRequest:
    """Return the error for a parameter that must not be empty."""
    return InvalidRequest(
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to "
        f"unset a parameter; however '{param}' cannot be unset. You should remove '{param}' "
        "from your request or supply a non-empty value.",
        code="parameter_invalid_empty",
        param=param,
    )


def one_of(params: Params, first: str, second: str) -> None:
    """Raise InvalidRequest if both parameters are present."""
    if first in params and second in params:
        raise InvalidRequest(
            f"You may only specify one of these parameters: {first}, {second}.",
            code="parameters_exclusive",
            param=first,
        )


def at_least(minimum: int, value: int, param: str) -> None:
    """Raise InvalidRequest if the value is below the minimum. Message: stripe/stripe-php#982."""
    if value < minimum:
        raise InvalidRequest(
            f"This value must be greater than or equal to {minimum}.",
            code="parameter_invalid_integer",
            param=param,
        )


def no_more_than_eight_digits(amount: int, currency: str, param: str | None = None) -> None:
    """Raise InvalidRequest for an amount above Stripe's maximum.

    Code and wording: docs.stripe.com/error-codes#amount-too-large, stripe/stripe-php#881.
    """
    if amount > LARGEST:
        raise InvalidRequest(
            f"Amount must be no more than {money(LARGEST, currency)}",
            code="amount_too_large",
            param=param,
        )


def no_longer_than(limit: int, text: str, param: str) -> None:
    if len(text) > limit:
        raise InvalidRequest(
            f"Invalid string: {text[:20]}...{text[-4:]}; must be at most {limit} characters",
            param=param,
        )


def one_currency(codes: list[str]) -> None:
    if len({code.lower() for code in codes}) > 1:
        raise InvalidRequest(
            "All line items and shipping options must have the same currency.",
            param="line_items",
        )
