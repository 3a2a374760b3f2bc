"""Delayed payments: the session completes unpaid, and the payment succeeds or fails later.

Order of events: docs.stripe.com/payments/checkout/fulfill-orders, "delayed payment methods".
"""

from typing import Any

from fakestripe.account import BY_ITSELF, Account
from fakestripe.errors import InvalidRequest
from fakestripe.objects.balance import build_payment_entry
from fakestripe.objects.payment import (
    build_pending_charge,
    debit_failed,
    debit_succeeded,
    payment_error,
)
from fakestripe.payments.bank_accounts import NOT_AUTHORISED, TestAccount, account_numbered
from fakestripe.payments.card_payments import Payer, complete, intent_for, open_session
from fakestripe.payments.cards import Refusal
from fakestripe.store import Filter, field_is
from fakestripe.webhooks.events import emit

Json = dict[str, Any]


def pay_by_debit(account: Account, session_id: str, *, number: str, payer: Payer) -> None:
    """Start a debit. Raises SessionNotOpen, CardNotRecognised or NoSuchObject."""
    with account.store.transaction():
        session = open_session(account, session_id)
        bank_account = account_numbered(number)
        session, intent = intent_for(account, session)
        email = session["customer_email"] or payer.email
        charge = build_pending_charge(
            intent, bank_account, email=email, name=payer.name, now=account.now()
        )
        intent = {
            **intent,
            "last_payment_error": None,
            "latest_charge": charge["id"],
            "payment_method": charge["payment_method"],
            "status": "processing",
        }
        account.store.add(charge)
        account.store.save(intent)
        account.store.save_private(intent, _planned_result(account, bank_account, session_id))
        emit(account, "charge.pending", charge, BY_ITSELF)
        emit(account, "payment_intent.processing", intent, BY_ITSELF)
        complete(account, session, payer, payment_status="unpaid")


def settle_debit(account: Account, session_id: str, *, succeeds: bool) -> Json:
    """Settle the debit of a session. Raises InvalidRequest if none is pending."""
    with account.store.transaction():
        session = account.get("checkout.session", session_id, "session").body
        if (session["status"], session["payment_status"]) != ("complete", "unpaid"):
            raise InvalidRequest(f"Checkout Session {session_id} awaits no result.")
        intent = account.get("payment_intent", session["payment_intent"], "intent")
        if intent.body["status"] != "processing":
            raise InvalidRequest(f"Checkout Session {session_id} has had its result.")
        return _settle(account, session, intent.body, None if succeeds else NOT_AUTHORISED)


def settle_due_debits(account: Account) -> int:
    """Settle debits that are due. Returns how many."""
    due = [
        field_is("status", "processing"),
        Filter("json_extract(private, '$.due') <= ?", (account.now(),)),
    ]
    with account.store.transaction():
        intents = account.store.oldest("payment_intent", due, limit=100)
        for intent in intents:
            session = account.body("checkout.session", intent.private["session"])
            refusal = account_numbered(intent.private["number"]).refusal
            _settle(account, session, intent.body, refusal)
    return len(intents)


def _planned_result(account: Account, bank_account: TestAccount, session_id: str) -> Json:
    return {
        "due": account.now() + bank_account.result_after_s,
        "number": bank_account.number,
        "session": session_id,
    }


def _settle(account: Account, session: Json, intent: Json, refusal: Refusal | None) -> Json:
    charge = account.body("charge", intent["latest_charge"])
    if refusal is None:
        return _succeed(account, session, intent, debit_succeeded(charge))
    return _fail(account, session, intent, debit_failed(charge, refusal), refusal)


def _succeed(account: Account, session: Json, intent: Json, charge: Json) -> Json:
    intent = {**intent, "amount_received": intent["amount"], "status": "succeeded"}
    session = {**session, "payment_status": "paid"}
    account.store.add(build_payment_entry(charge, now=account.now()))
    for body in (charge, intent, session):
        account.store.save(body)
    emit(account, "charge.succeeded", charge, BY_ITSELF)
    emit(account, "payment_intent.succeeded", intent, BY_ITSELF)
    emit(account, "checkout.session.async_payment_succeeded", session, BY_ITSELF)
    return session


def _fail(account: Account, session: Json, intent: Json, charge: Json, refusal: Refusal) -> Json:
    """Fail the payment. The session stays complete and unpaid."""
    intent = {
        **intent,
        "last_payment_error": payment_error(refusal, charge),
        "payment_method": None,
        "status": "requires_payment_method",
    }
    account.store.save(charge)
    account.store.save(intent)
    emit(account, "charge.failed", charge, BY_ITSELF)
    emit(account, "payment_intent.payment_failed", intent, BY_ITSELF)
    emit(account, "checkout.session.async_payment_failed", session, BY_ITSELF)
    return session
