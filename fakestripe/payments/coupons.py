"""Create, read, apply, redeem and delete coupons."""

from typing import Any

from fakestripe.account import Account
from fakestripe.errors import InvalidRequest
from fakestripe.objects.coupon import as_of, build_coupon, is_past_redeem_by, is_used_up

Json = dict[str, Any]


def create_coupon(account: Account, params: Json) -> Json:
    coupon = build_coupon(params, now=account.now())
    if account.store.find("coupon", coupon["id"]):
        raise InvalidRequest("Coupon already exists.", code="resource_already_exists", param="id")
    account.store.add(coupon)
    return coupon


def read_coupon(account: Account, coupon_id: str) -> Json:
    return as_of(account.get("coupon", coupon_id, "coupon").body, now=account.now())


def delete_coupon(account: Account, coupon_id: str) -> Json:
    """Delete a coupon. Sessions that already have it keep their discount."""
    account.get("coupon", coupon_id, "coupon")
    account.store.remove("coupon", coupon_id)
    return {"id": coupon_id, "object": "coupon", "deleted": True}


def applicable_coupon(account: Account, coupon_id: str, *, currency: str, param: str) -> Json:
    """Return a coupon. Raises InvalidRequest if it is unknown, used up, expired or in another
    currency.

    `coupon_expired`: docs.stripe.com/error-codes. The wording of the currency error is the one for
    promotion codes in hugodemenez/deltalytix#508.
    """
    coupon = account.named("coupon", coupon_id, param).body
    refuse_spent_coupon(coupon, now=account.now(), param=param)
    if coupon["amount_off"] is not None and coupon["currency"] != currency:
        raise InvalidRequest(
            f"The coupon default currency ({coupon['currency']}) does not match "
            f"the line item currency ({currency}).",
            param=param,
        )
    return coupon


def refuse_spent_coupon(coupon: Json, *, now: int, param: str) -> None:
    if is_used_up(coupon):
        problem = "used up"
    elif is_past_redeem_by(coupon, now=now):
        problem = "expired"
    else:
        return
    raise InvalidRequest(
        f"Coupon {coupon['id']} is {problem} and cannot be applied.",
        code="coupon_expired",
        param=param,
    )


def redeem(account: Account, session: Json) -> None:
    """Count the redemption of a completed session.

    Raises InvalidRequest if another session has used the last redemption.
    """
    for discount in session["discounts"]:
        record = account.store.find("coupon", discount["coupon"])
        if record is None:
            continue
        if is_used_up(record.body):
            refuse_spent_coupon(record.body, now=account.now(), param="discounts[0][coupon]")
        times = record.body["times_redeemed"] + 1
        account.store.save({**record.body, "times_redeemed": times})
