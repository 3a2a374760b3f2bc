"""Give money back, never more than was taken."""

from typing import Any

from fakestripe.account import Account, Cause
from fakestripe.currencies import money
from fakestripe.errors import InvalidRequest
from fakestripe.events import emit
from fakestripe.objects.refund import a_refund, with_bank_reference

Json = dict[str, Any]


def create_refund(account: Account, params: Json, cause: Cause) -> Json:
    """All that is left, or `amount`. Raises InvalidRequest for more than that."""
    charge = _charge_to_refund(account, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    _refuse_too_much(charge, amount, left)
    refund = a_refund(charge, params, amount=amount, now=account.now())
    account.store.add(refund)
    emit(account, "refund.created", refund, cause)
    _take_from_charge(account, charge, refund, cause)
    final = with_bank_reference(refund)
    account.store.save(final)
    before = {"destination_details": refund["destination_details"]}
    emit(account, "refund.updated", final, cause, before=before)
    return refund


def _charge_to_refund(account: Account, params: Json) -> Json:
    if "charge" in params:
        charge = account.named("charge", params["charge"], "charge").body
    else:
        intent_id = params["payment_intent"]
        intent = account.named("payment_intent", intent_id, "payment_intent").body
        if intent["status"] != "succeeded":
            raise InvalidRequest(
                f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.",
                param="payment_intent",
            )
        charge = account.body("charge", intent["latest_charge"])
    if not charge["paid"]:
        raise InvalidRequest(f"Charge {charge['id']} has not succeeded.", param="charge")
    return charge


def _refuse_too_much(charge: Json, amount: int, left: int) -> None:
    """`charge_already_refunded`: docs.stripe.com/error-codes, Sylius/StripePlugin#120.

    The wording of an amount too high: woocommerce/woocommerce-gateway-stripe#1315.
    """
    currency = charge["currency"]
    if left == 0:
        raise InvalidRequest(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if amount > left:
        against = "unrefunded amount on charge" if charge["amount_refunded"] else "charge amount"
        raise InvalidRequest(
            f"Refund amount ({money(amount, currency)}) is greater than "
            f"{against} ({money(left, currency)})",
            param="amount",
        )


def _take_from_charge(account: Account, charge: Json, refund: Json, cause: Cause) -> None:
    before = {name: charge[name] for name in ("amount_refunded", "refunded")}
    refunded = charge["amount_refunded"] + refund["amount"]
    charge = {
        **charge,
        "amount_refunded": refunded,
        "refunded": refunded == charge["amount"],
        "refunds": {**charge["refunds"], "data": [refund, *charge["refunds"]["data"]]},
    }
    account.store.save(charge)
    emit(account, "charge.refunded", charge, cause, before=before)
