"""Create and expire Checkout Sessions."""

from typing import Any

from fakestripe.account import BY_ITSELF, Account, Cause
from fakestripe.api.refusal_texts import no_more_than_eight_digits
from fakestripe.errors import InvalidRequest
from fakestripe.objects.catalogue import (
    build_line_item,
    build_price,
    build_product,
    build_shipping_rate,
)
from fakestripe.objects.checkout_session import build_session
from fakestripe.payments.coupons import applicable_coupon
from fakestripe.payments.currencies import KNOWN, money
from fakestripe.payments.totals import Totals, add_up
from fakestripe.store import Filter, field_is
from fakestripe.webhooks.events import emit

Json = dict[str, Any]


def create_session(account: Account, params: Json) -> Json:
    """Create a session. Raises InvalidRequest for an invalid coupon or total."""
    currency = params["line_items"][0]["price_data"]["currency"].lower()
    totals = _totals(params, _coupon(account, params, currency))
    _refuse_small_total(totals.total, currency)
    no_more_than_eight_digits(totals.total, currency)
    rates = _shipping_rates(account, params, currency)
    session = build_session(
        params,
        currency=currency,
        totals=totals,
        shipping_rates=rates,
        public_url=account.public_url,
        now=account.now(),
    )
    private = {
        "line_items": _line_items(account, params, totals),
        "payment_intent_data": params.get("payment_intent_data", {}),
        "shipping_name": rates[0]["display_name"] if rates else None,
    }
    account.store.add(session, private)
    return session


def _coupon(account: Account, params: Json, currency: str) -> Json | None:
    for discount in params.get("discounts", []):
        return applicable_coupon(
            account, discount["coupon"], currency=currency, param="discounts[0][coupon]"
        )
    return None


def _totals(params: Json, coupon: Json | None) -> Totals:
    options = params.get("shipping_options", [])
    return add_up(
        [item["price_data"]["unit_amount"] * item["quantity"] for item in params["line_items"]],
        amount_off=(coupon or {}).get("amount_off") or 0,
        percent_off=(coupon or {}).get("percent_off") or 0,
        shipping=options[0]["shipping_rate_data"]["fixed_amount"]["amount"] if options else 0,
    )


def _refuse_small_total(total: int, currency: str) -> None:
    """Raise InvalidRequest for a small total other than 0 (no-cost orders).

    Wording: stripe/stripe-php#1592.
    """
    minimum = KNOWN[currency].minimum
    if 0 < total < minimum:
        raise InvalidRequest(
            "The Checkout Session's total amount due must add up to at least "
            f"{money(minimum, currency)} {currency}",
            code="amount_too_small",
        )


def _shipping_rates(account: Account, params: Json, currency: str) -> list[Json]:
    rates = [
        build_shipping_rate(option["shipping_rate_data"], currency=currency, now=account.now())
        for option in params.get("shipping_options", [])
    ]
    for rate in rates:
        account.store.add(rate)
    return rates


def _line_items(account: Account, params: Json, totals: Totals) -> list[Json]:
    lines = []
    for item, discount in zip(params["line_items"], totals.line_discounts, strict=True):
        data = item["price_data"]
        product = build_product(data["product_data"], now=account.now())
        price = build_price(
            product_id=product["id"],
            currency=data["currency"].lower(),
            unit_amount=data["unit_amount"],
            now=account.now(),
        )
        account.store.add(product)
        account.store.add(price)
        lines.append(
            build_line_item(
                name=product["name"],
                price=price,
                quantity=item["quantity"],
                discount=discount,
                metadata=item.get("metadata", {}),
            )
        )
    return lines


def expire_session(account: Account, session_id: str, cause: Cause) -> Json:
    """Expire an open session. Raises InvalidRequest; wording: Sylius/PayumStripePlugin#70."""
    session = account.get("checkout.session", session_id, "session").body
    if session["status"] != "open":
        raise InvalidRequest(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`.",
            param="session",
        )
    return _expired(account, session, cause)


def expire_due_sessions(account: Account) -> int:
    """Expire sessions that are past `expires_at`. Returns how many."""
    due = [
        field_is("status", "open"),
        Filter("json_extract(body, '$.expires_at') <= ?", (account.now(),)),
    ]
    with account.store.transaction():
        sessions = account.store.oldest("checkout.session", due, limit=100)
        for session in sessions:
            _expired(account, session.body, BY_ITSELF)
    return len(sessions)


def _expired(account: Account, session: Json, cause: Cause) -> Json:
    expired = {**session, "status": "expired", "url": None}
    account.store.save(expired)
    emit(account, "checkout.session.expired", expired, cause)
    return expired
