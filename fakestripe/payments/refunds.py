"""Create and settle refunds, up to the amount of the charge."""

from typing import Any

from fakestripe.account import BY_ITSELF, Account, Cause
from fakestripe.chaos.rules import PendingRefund
from fakestripe.errors import InvalidRequest
from fakestripe.objects.balance import build_refund_entry, build_refund_failure_entry
from fakestripe.objects.refund import build_refund, canceled, failed, pending, succeeded
from fakestripe.payments.currencies import money
from fakestripe.payments.disputes import bars_refunds
from fakestripe.store import Filter, field_is
from fakestripe.webhooks.events import emit

Json = dict[str, Any]

# Pending refunds count as refunded, failed ones do not: from memory.
_STANDING = ("pending", "succeeded")


def create_refund(account: Account, params: Json, cause: Cause) -> Json:
    """Refund `amount`, or the whole remainder. Raises InvalidRequest for more than that."""
    charge = _charge_to_refund(account, params)
    if bars_refunds(account, charge):
        raise InvalidRequest(  # wording: spree-contrib/spree_gateway#253, Sylius/StripePlugin#120
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    remaining = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", remaining)
    _refuse_too_much(charge, amount, remaining)
    refund = build_refund(charge, params, amount=amount, now=account.now())
    planned_result = account.rules.take("pending_refund")
    if planned_result:
        refund = pending(refund)
    account.store.add(
        refund, _planned_result(account, planned_result.rule) if planned_result else None
    )
    if refund["balance_transaction"]:
        account.store.add(build_refund_entry(refund, now=account.now()))
    emit(account, "refund.created", refund, cause)
    _update_charge(account, charge["id"], cause)
    if not planned_result:
        final = succeeded(refund)
        account.store.save(final)
        before = {"destination_details": refund["destination_details"]}
        emit(account, "refund.updated", final, cause, before=before)
    return refund


def _planned_result(account: Account, rule: PendingRefund) -> Json:
    """Return the planned result. It is stored with the refund, so that it survives a restart."""
    due = account.now() + rule.after_s if rule.then else None
    return {"then": rule.then, "due": due, "reason": rule.reason}


def settle_refund(account: Account, refund_id: str, outcome: str, reason: str = "unknown") -> Json:
    """Set a refund to succeeded, failed or canceled. Raises InvalidRequest if that is impossible.

    A succeeded refund can still fail weeks later (docs.stripe.com/refunds#failed-refunds).
    """
    refund = account.get("refund", refund_id, "refund").body
    possible = {"pending": ("succeeded", "failed", "canceled"), "succeeded": ("failed",)}
    if outcome not in possible.get(refund["status"], ()):
        raise InvalidRequest(f"A refund that is {refund['status']} does not become {outcome}.")
    settled = {
        "succeeded": succeeded,
        "canceled": canceled,
        "failed": lambda refund: failed(refund, reason),
    }[outcome](refund)
    account.store.save(settled)
    _add_entries(account, refund, settled)
    before = {
        name: refund.get(name)
        for name in {*refund, *settled}
        if refund.get(name) != settled.get(name)
    }
    if outcome != "succeeded":
        _save_sums(account, account.body("charge", refund["charge"]))
    emit(account, "refund.updated", settled, BY_ITSELF, before=before)
    if outcome == "failed":
        emit(account, "refund.failed", settled, BY_ITSELF)
    return settled


def _add_entries(account: Account, refund: Json, settled: Json) -> None:
    """Add the entries that the change caused: the refund's withdrawal, and its return."""
    if settled["balance_transaction"] and not refund["balance_transaction"]:
        account.store.add(build_refund_entry(settled, now=account.now()))
    if settled["status"] == "failed":
        account.store.add(build_refund_failure_entry(settled, now=account.now()))


def settle_due_refunds(account: Account) -> int:
    """Settle pending refunds that are due. Returns how many."""
    due = [
        field_is("status", "pending"),
        Filter("json_extract(private, '$.due') <= ?", (account.now(),)),
    ]
    with account.store.transaction():
        refunds = account.store.oldest("refund", due, limit=100)
        for refund in refunds:
            settle_refund(
                account, refund.body["id"], refund.private["then"], refund.private["reason"]
            )
    return len(refunds)


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


def _refuse_too_much(charge: Json, amount: int, remaining: int) -> None:
    """Raise InvalidRequest if the amount exceeds the remainder.

    `charge_already_refunded`: docs.stripe.com/error-codes, Sylius/StripePlugin#120. Wording of an
    amount too high: woocommerce/woocommerce-gateway-stripe#1315.
    """
    currency = charge["currency"]
    if remaining == 0:
        raise InvalidRequest(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if amount > remaining:
        against = "unrefunded amount on charge" if charge["amount_refunded"] else "charge amount"
        raise InvalidRequest(
            f"Refund amount ({money(amount, currency)}) is greater than "
            f"{against} ({money(remaining, currency)})",
            param="amount",
        )


def _update_charge(account: Account, charge_id: str, cause: Cause) -> None:
    charge = account.body("charge", charge_id)
    before = {name: charge[name] for name in ("amount_refunded", "refunded")}
    emit(account, "charge.refunded", _save_sums(account, charge), cause, before=before)


def _save_sums(account: Account, charge: Json) -> Json:
    """Update the charge's refunded amount and list of refunds (newest first) and return it."""
    of_charge = [
        field_is("payment_intent", charge["payment_intent"]),
        field_is("charge", charge["id"]),
    ]
    refunds = [record.body for record in account.store.newest("refund", of_charge, limit=-1)]
    refunded = sum(refund["amount"] for refund in refunds if refund["status"] in _STANDING)
    charge = {
        **charge,
        "amount_refunded": refunded,
        "refunded": refunded == charge["amount"],
        "refunds": {**charge["refunds"], "data": refunds},
    }
    account.store.save(charge)
    return charge
