"""Rules for the parameters of each call. Each rule raises InvalidRequest as Stripe does.

`parameters` has already checked names, types and enums. Rules that depend on other objects (a
coupon, a charge) are checked where the object is used.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from fakestripe.api.refusal_texts import (
    at_least,
    missing,
    no_longer_than,
    no_more_than_eight_digits,
    one_currency,
    one_of,
)
from fakestripe.errors import InvalidRequest
from fakestripe.payments.currencies import currency_named

Params = dict[str, Any]
Rule = Callable[[Params, int], None]

MAX_LINE_ITEMS = 100
MAX_SHIPPING_OPTIONS = 5
SHORTEST_SESSION_S = 30 * 60
LONGEST_SESSION_S = 24 * 60 * 60
_FIVE_YEARS_S = 5 * 366 * 24 * 60 * 60
_E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def session_needs_a_mode(params: Params, now: int) -> None:
    if "mode" not in params:
        raise missing("mode")
    if params["mode"] != "payment" or params.get("ui_mode", "hosted_page") != "hosted_page":
        raise InvalidRequest("fakestripe has only hosted pages in payment mode", param="mode")


def session_needs_a_success_url(params: Params, now: int) -> None:
    if "success_url" not in params:
        raise missing("success_url")
    for name in ("success_url", "cancel_url"):
        if name in params and urlsplit(params[name]).scheme not in ("http", "https"):
            raise InvalidRequest("Not a valid URL", code="url_invalid", param=name)


def session_takes_one_customer(params: Params, now: int) -> None:
    """Message: SkynetLabs/skynet-webportal#1325, laravel/cashier-stripe#1078."""
    one_of(params, "customer", "customer_email")


def session_takes_one_kind_of_discount(params: Params, now: int) -> None:
    """Refuse both, even `allow_promotion_codes=false`.

    Sources: laravel/cashier-stripe#1163, stripe-node#2248.
    """
    one_of(params, "allow_promotion_codes", "discounts")
    if len(params.get("discounts", [])) > 1:
        raise InvalidRequest("You may only specify one discount", param="discounts")


def session_expires_in_30_minutes_to_24_hours(params: Params, now: int) -> None:
    """Messages: skillrecordings/products#344, alexmorrisnz/moodle-paygw_stripe#72."""
    expires_at = params.get("expires_at")
    if expires_at is None:
        return
    if expires_at < now + SHORTEST_SESSION_S:
        problem = "at least 30 minutes"
    elif expires_at > now + LONGEST_SESSION_S:
        problem = "less than 24 hours"
    else:
        return
    raise InvalidRequest(
        f"The `expires_at` timestamp must be {problem} from Checkout Session creation.",
        param="expires_at",
    )


def session_has_1_to_100_line_items(params: Params, now: int) -> None:
    """Source of the limit: the `stripe` package's docstring of `line_items`."""
    if not params.get("line_items"):
        raise missing("line_items")
    if len(params["line_items"]) > MAX_LINE_ITEMS:
        raise InvalidRequest(
            f"A Checkout Session in payment mode takes at most {MAX_LINE_ITEMS} line items",
            param="line_items",
        )


def line_items_are_priced(params: Params, now: int) -> None:
    for position, item in enumerate(params["line_items"]):
        _line_item_is_priced(item, f"line_items[{position}]")
    one_currency([item["price_data"]["currency"] for item in params["line_items"]])


def _line_item_is_priced(item: Params, at: str) -> None:
    """Check one line item. Wording of the missing quantity: stripe/stripe-java#1584."""
    if "price" in item:
        raise InvalidRequest(
            f"No such price: '{item['price']}'", code="resource_missing", param=f"{at}[price]"
        )
    if "price_data" not in item:
        raise missing(f"{at}[price_data]")
    price = item["price_data"]
    currency_named(price["currency"], f"{at}[price_data][currency]")
    if "product_data" not in price:
        raise missing(f"{at}[price_data][product_data]")
    if "unit_amount" not in price:
        raise missing(f"{at}[price_data][unit_amount]")
    at_least(0, price["unit_amount"], f"{at}[price_data][unit_amount]")
    no_more_than_eight_digits(
        price["unit_amount"], price["currency"].lower(), f"{at}[price_data][unit_amount]"
    )
    if "quantity" not in item:
        raise InvalidRequest(
            f"Quantity is required. Add `quantity` to `{at}`", param=f"{at}[quantity]"
        )
    at_least(1, item["quantity"], f"{at}[quantity]")


def shipping_options_cost_a_fixed_amount(params: Params, now: int) -> None:
    """Source of the limit: the `stripe` package's docstring of `shipping_options`."""
    options = params.get("shipping_options", [])
    if len(options) > MAX_SHIPPING_OPTIONS:
        raise InvalidRequest("At most 5 shipping options are allowed", param="shipping_options")
    for position, option in enumerate(options):
        at = f"shipping_options[{position}]"
        if "shipping_rate" in option:
            raise InvalidRequest(
                f"No such shipping rate: '{option['shipping_rate']}'",
                code="resource_missing",
                param=f"{at}[shipping_rate]",
            )
        if "fixed_amount" not in option.get("shipping_rate_data", {}):
            raise missing(f"{at}[shipping_rate_data][fixed_amount]")
        fixed = option["shipping_rate_data"]["fixed_amount"]
        amount_at = f"{at}[shipping_rate_data][fixed_amount][amount]"
        at_least(0, fixed["amount"], amount_at)
        one_currency([params["line_items"][0]["price_data"]["currency"], fixed["currency"]])
        no_more_than_eight_digits(fixed["amount"], fixed["currency"].lower(), amount_at)


def session_names_known_objects_only(params: Params, now: int) -> None:
    """Refuse customers and promotion codes, which fakestripe does not have."""
    if "customer" in params:
        raise InvalidRequest(
            f"No such customer: '{params['customer']}'", code="resource_missing", param="customer"
        )
    for discount in params.get("discounts", []):
        if "promotion_code" in discount:
            raise InvalidRequest(
                f"No such promotion code: '{discount['promotion_code']}'",
                code="resource_missing",
                param="discounts[0][promotion_code]",
            )
        if "coupon" not in discount:
            raise missing("discounts[0][coupon]")


def session_email_is_an_address(params: Params, now: int) -> None:
    email = params.get("customer_email")
    if email is not None and not _E_MAIL.fullmatch(email):
        raise InvalidRequest(
            f"Invalid email address: {email}", code="email_invalid", param="customer_email"
        )


def metadata_fits(params: Params, now: int) -> None:
    """Limit to 50 keys of 40 characters with values of 500 (docs.stripe.com/metadata).

    Wording of too many keys: FlowFuse/flowfuse#1948.
    """
    for at, metadata in _every_metadata(params, ""):
        if len(metadata) > 50:
            raise InvalidRequest(
                f"Metadata can have up to 50 keys, but you've set {len(metadata)}.", param=at
            )
        for key, value in metadata.items():
            _metadata_string_fits("keys", "key", key, 40, f"{at}[{key}]")
            _metadata_string_fits("values", "value", value, 500, f"{at}[{key}]")


def _every_metadata(params: Any, at: str) -> list[tuple[str, Params]]:
    if isinstance(params, list):
        children = list(enumerate(params))
    elif isinstance(params, dict):
        children = list(params.items())
    else:
        return []
    result = []
    for name, child in children:
        path = f"{at}[{name}]" if at else str(name)
        if name == "metadata" and isinstance(child, dict):
            result.append((path, child))
        else:
            result += _every_metadata(child, path)
    return result


def _metadata_string_fits(plural: str, single: str, text: str, limit: int, param: str) -> None:
    if len(text) > limit:
        raise InvalidRequest(
            f"Metadata {plural} can have up to {limit} characters, but you passed in a {single} "
            f"that is {len(text)} characters. Invalid {single}: {text}",
            param=param,
        )


def strings_fit(params: Params, now: int) -> None:
    """Source of the limits: `maxLength` in Stripe's published OpenAPI description."""
    names = [
        (f"line_items[{n}][price_data][product_data][name]", item["price_data"]["product_data"])
        for n, item in enumerate(params.get("line_items", []))
    ]
    for param, product in names:
        no_longer_than(5000, product["name"], param)
    no_longer_than(200, params.get("client_reference_id", ""), "client_reference_id")


def coupon_takes_off_one_amount(params: Params, now: int) -> None:
    """Sources: the `stripe` package's docstrings of `amount_off`, `percent_off`, `currency`."""
    one_of(params, "percent_off", "amount_off")
    if "percent_off" in params:
        if not 0 < params["percent_off"] <= 100:
            raise InvalidRequest(
                "This value must be greater than 0 and less than or equal to 100.",
                param="percent_off",
            )
    elif "amount_off" in params:
        at_least(1, params["amount_off"], "amount_off")
        if "currency" not in params:
            raise missing("currency")
        currency_named(params["currency"], "currency")
        no_more_than_eight_digits(params["amount_off"], params["currency"].lower(), "amount_off")
    else:
        raise InvalidRequest("Must provide percent_off or amount_off.", code="parameter_missing")


def coupon_limits_make_sense(params: Params, now: int) -> None:
    """Source for `redeem_by` (at most 5 years ahead): the `stripe` package's docstring."""
    if "max_redemptions" in params:
        at_least(1, params["max_redemptions"], "max_redemptions")
    if not now < params.get("redeem_by", now + 1) <= now + _FIVE_YEARS_S:
        raise InvalidRequest(
            "redeem_by must be in the future and at most 5 years away", param="redeem_by"
        )
    no_longer_than(40, params.get("name", ""), "name")


def refund_names_a_payment(params: Params, now: int) -> None:
    if "charge" not in params and "payment_intent" not in params:
        raise InvalidRequest(
            "One of the following params should be provided for this request: "
            "payment_intent or charge.",
            code="parameter_missing",
        )
    if "amount" in params:
        at_least(1, params["amount"], "amount")


def list_limit_is_1_to_100(params: Params, now: int) -> None:
    """Source: the `stripe` package's docstring of `limit`."""
    limit = params.get("limit", 10)
    at_least(1, limit, "limit")
    if limit > 100:
        raise InvalidRequest(
            f"This value must be less than or equal to 100 (it currently is '{limit}').",
            code="parameter_invalid_integer",
            param="limit",
        )
    one_of(params, "starting_after", "ending_before")


SESSION_RULES: tuple[Rule, ...] = (
    session_needs_a_mode,
    session_needs_a_success_url,
    session_takes_one_customer,
    session_takes_one_kind_of_discount,
    session_has_1_to_100_line_items,
    line_items_are_priced,
    shipping_options_cost_a_fixed_amount,
    session_expires_in_30_minutes_to_24_hours,
    session_names_known_objects_only,
    session_email_is_an_address,
    strings_fit,
    metadata_fits,
)
COUPON_RULES: tuple[Rule, ...] = (
    coupon_takes_off_one_amount,
    coupon_limits_make_sense,
    metadata_fits,
)
REFUND_RULES: tuple[Rule, ...] = (refund_names_a_payment, metadata_fits)
LIST_RULES: tuple[Rule, ...] = (list_limit_is_1_to_100,)
