"""The coupon object, and whether it can still be redeemed."""

from typing import Any

from fakestripe.ids import new_coupon_code

Json = dict[str, Any]


def build_coupon(params: Json, *, now: int) -> Json:
    currency = params.get("currency")
    return {
        "id": params.get("id") or new_coupon_code(),
        "object": "coupon",
        "amount_off": params.get("amount_off"),
        "created": now,
        "currency": currency.lower() if currency else None,
        "duration": params.get("duration", "once"),
        "duration_in_months": params.get("duration_in_months"),
        "livemode": False,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": params.get("metadata") or {},
        "name": params.get("name"),
        "percent_off": params.get("percent_off"),
        "redeem_by": params.get("redeem_by"),
        "times_redeemed": 0,
        "valid": True,
    }


def is_used_up(coupon: Json) -> bool:
    limit = coupon["max_redemptions"]
    return limit is not None and coupon["times_redeemed"] >= limit


def is_past_redeem_by(coupon: Json, *, now: int) -> bool:
    return coupon["redeem_by"] is not None and now > coupon["redeem_by"]


def as_of(coupon: Json, *, now: int) -> Json:
    """Return the coupon with `valid` computed (docs.stripe.com/api/coupons/object)."""
    usable = not is_used_up(coupon) and not is_past_redeem_by(coupon, now=now)
    return {**coupon, "valid": usable}
