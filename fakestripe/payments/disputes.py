"""Disputes: opened by the cardholder, answered by the shop, closed by the bank."""

from typing import Any

from fakestripe.account import BY_ITSELF, Account
from fakestripe.errors import InvalidRequest
from fakestripe.objects.balance import build_dispute_reversal, build_dispute_withdrawal
from fakestripe.objects.dispute import build_dispute
from fakestripe.store import field_is
from fakestripe.webhooks.events import emit

Json = dict[str, Any]

OPEN = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")
CLOSED = ("won", "lost", "warning_closed")
# An open or lost chargeback prevents refunds; an inquiry does not (getlago/lago-api#6257). That a
# won one does not either is from memory.
BARS_REFUNDS = ("needs_response", "under_review", "lost")


def open_dispute(
    account: Account, charge: Json, *, amount: int | None, reason: str, is_inquiry: bool
) -> Json:
    """Open a dispute. Raises InvalidRequest if the charge is disputed, unpaid or smaller."""
    amount = charge["amount"] if amount is None else amount
    if charge["disputed"] or not charge["paid"] or not 0 < amount <= charge["amount"]:
        raise InvalidRequest(f"Charge {charge['id']} cannot be disputed for {amount}.")
    dispute = build_dispute(
        charge, amount=amount, reason=reason, is_inquiry=is_inquiry, now=account.now()
    )
    account.store.add(dispute)
    account.store.save({**charge, "disputed": True})
    emit(account, "charge.dispute.created", dispute, BY_ITSELF)
    return dispute if is_inquiry else _withdraw(account, dispute)


def escalate_dispute(account: Account, dispute_id: str) -> Json:
    """Convert an inquiry to a chargeback. Raises InvalidRequest for other disputes."""
    dispute = _open_dispute(account, dispute_id)
    if not dispute["status"].startswith("warning_"):
        raise InvalidRequest(f"Dispute {dispute_id} is not an inquiry.")
    card = {**dispute["payment_method_details"]["card"], "case_type": "chargeback"}
    escalated = _updated(
        account,
        dispute,
        is_charge_refundable=False,
        payment_method_details={"card": card, "type": "card"},
        status="needs_response",
    )
    return _withdraw(account, escalated)


def submit_evidence(account: Account, dispute_id: str) -> Json:
    """Record that the shop has submitted evidence. Raises InvalidRequest if it is closed."""
    dispute = _open_dispute(account, dispute_id)
    details = {
        **dispute["evidence_details"],
        "has_evidence": True,
        "submission_count": dispute["evidence_details"]["submission_count"] + 1,
        "submission_method": "manual",
    }
    is_inquiry = dispute["status"].startswith("warning_")
    status = "warning_under_review" if is_inquiry else "under_review"
    return _updated(account, dispute, evidence_details=details, status=status)


def close_dispute(account: Account, dispute_id: str, *, is_won: bool) -> Json:
    """Close a dispute. A won inquiry ends as `warning_closed`; an inquiry cannot be lost."""
    dispute = _open_dispute(account, dispute_id)
    is_inquiry = dispute["status"].startswith("warning_")
    if is_inquiry and not is_won:
        raise InvalidRequest(f"Dispute {dispute_id} is an inquiry: escalate it first.")
    status = "warning_closed" if is_inquiry else "won" if is_won else "lost"
    closed = {**dispute, "status": status}
    account.store.save(closed)
    emit(account, "charge.dispute.closed", closed, BY_ITSELF)
    return _reinstate(account, closed) if status == "won" else closed


def bars_refunds(account: Account, charge: Json) -> bool:
    """Whether a dispute prevents refunds of this charge."""
    if not charge["disputed"]:
        return False
    disputes = account.store.newest("dispute", [field_is("charge", charge["id"])], limit=1)
    return any(dispute.body["status"] in BARS_REFUNDS for dispute in disputes)


def _open_dispute(account: Account, dispute_id: str) -> Json:
    dispute = account.get("dispute", dispute_id, "dispute").body
    if dispute["status"] not in OPEN:
        raise InvalidRequest(f"Dispute {dispute_id} is closed: {dispute['status']}.")
    return dispute


def _updated(account: Account, dispute: Json, **changes: Any) -> Json:
    updated = {**dispute, **changes}
    account.store.save(updated)
    before = {name: dispute[name] for name in changes}
    emit(account, "charge.dispute.updated", updated, BY_ITSELF, before=before)
    return updated


def _withdraw(account: Account, dispute: Json) -> Json:
    movement = build_dispute_withdrawal(dispute, now=account.now())
    return _moved(account, dispute, movement, "charge.dispute.funds_withdrawn")


def _reinstate(account: Account, dispute: Json) -> Json:
    movement = build_dispute_reversal(dispute, now=account.now())
    return _moved(account, dispute, movement, "charge.dispute.funds_reinstated")


def _moved(account: Account, dispute: Json, movement: Json, event_type: str) -> Json:
    before = {"balance_transactions": dispute["balance_transactions"]}
    moved = {**dispute, "balance_transactions": [*dispute["balance_transactions"], movement]}
    account.store.save(moved)
    account.store.add(movement)
    emit(account, event_type, moved, BY_ITSELF, before=before)
    return moved
