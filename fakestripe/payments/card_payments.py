"""What a card does to an open session: pays it, is declined, or asks to confirm."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from fakestripe.account import BY_ITSELF, Account
from fakestripe.objects.checkout_session import customer_details
from fakestripe.objects.payment import a_charge, a_payment_intent, declined, payment_error
from fakestripe.payments.cards import (
    DECLINED,
    NOT_AUTHENTICATED,
    CardOutcome,
    Refusal,
    TestCard,
    recognise,
)
from fakestripe.payments.coupons import redeem
from fakestripe.webhooks.events import emit

Json = dict[str, Any]


class SessionNotOpen(Exception):
    """It was paid or has expired; `session` is as it stands now."""

    def __init__(self, session: Json) -> None:
        super().__init__(session["status"])
        self.session = session


class CardRefused(Exception):
    """The attempt is on record; the session stays open."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class NextStep(Enum):
    DONE = "done"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class Payer:
    email: str | None
    name: str | None


def pay_by_card(
    account: Account, session_id: str, *, number: str, payer: Payer, is_late: bool = False
) -> NextStep:
    """Raises SessionNotOpen, CardNotRecognised, CardRefused, or NoSuchObject.

    `is_late` pays an expired session as well: the money that was under way when it ended.
    """
    with account.store.transaction():
        session = open_session(account, session_id, or_expired=is_late)
        card = recognise(number)
        session, intent = intent_for(account, session)
        if card.outcome is CardOutcome.PAYS:
            _succeed(account, session, intent, card, payer)
            return NextStep.DONE
        if card.outcome is CardOutcome.ASKS_TO_CONFIRM:
            _wait_for_confirmation(account, session, intent, card, payer)
            return NextStep.CONFIRM
        refusal = card.refusal or DECLINED
        charge = declined(_charge(account, session, intent, card, payer), refusal)
        account.store.add(charge)
        _fail(account, intent, refusal, charge)
    raise CardRefused(refusal)


def confirm_payment(account: Account, session_id: str, *, succeeded: bool) -> NextStep:
    """The answer to the bank's question. Raises SessionNotOpen or CardRefused.

    Without a card waiting for an answer it does nothing but refuse.
    """
    with account.store.transaction():
        session = open_session(account, session_id)
        private = account.get("checkout.session", session_id, "session").private
        waiting = private.pop("waiting_card", None)
        if waiting and succeeded:
            intent = account.body("payment_intent", session["payment_intent"])
            payer = Payer(waiting["email"], waiting["name"])
            _succeed(account, session, intent, recognise(waiting["number"]), payer)
        elif waiting:
            account.store.save_private(session, private)
            intent = account.body("payment_intent", session["payment_intent"])
            _fail(account, intent, NOT_AUTHENTICATED, None)
    if not (waiting and succeeded):
        raise CardRefused(NOT_AUTHENTICATED)
    return NextStep.DONE


def complete_free_session(account: Account, session_id: str, *, payer: Payer) -> None:
    """Nothing to pay: complete without card, intent or charge (Stripe's no-cost orders)."""
    with account.store.transaction():
        session = open_session(account, session_id)
        complete(account, session, payer, payment_status="no_payment_required")


def open_session(account: Account, session_id: str, *, or_expired: bool = False) -> Json:
    """Raises SessionNotOpen."""
    session = account.get("checkout.session", session_id, "session").body
    if session["status"] != "open" and not (or_expired and session["status"] == "expired"):
        raise SessionNotOpen(session)
    return session


def intent_for(account: Account, session: Json) -> tuple[Json, Json]:
    """The session's payment intent, made by the first attempt."""
    if session["payment_intent"]:
        return session, account.body("payment_intent", session["payment_intent"])
    private = account.get("checkout.session", session["id"], "session").private
    intent = a_payment_intent(session, private["payment_intent_data"], now=account.now())
    account.store.add(intent)
    session = {**session, "payment_intent": intent["id"]}
    account.store.save(session)
    return session, intent


def _charge(account: Account, session: Json, intent: Json, card: TestCard, payer: Payer) -> Json:
    email = session["customer_email"] or payer.email
    return a_charge(intent, card, email=email, name=payer.name, now=account.now())


def _succeed(account: Account, session: Json, intent: Json, card: TestCard, payer: Payer) -> None:
    charge = _charge(account, session, intent, card, payer)
    account.store.add(charge)
    intent = {
        **intent,
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "next_action": None,
        "payment_method": charge["payment_method"],
        "status": "succeeded",
    }
    account.store.save(intent)
    emit(account, "charge.succeeded", charge, BY_ITSELF)
    emit(account, "payment_intent.succeeded", intent, BY_ITSELF)
    complete(account, session, payer, payment_status="paid")


def complete(account: Account, session: Json, payer: Payer, *, payment_status: str) -> None:
    email = session["customer_email"] or payer.email
    redeem(account, session)
    session = {
        **session,
        "customer_details": customer_details(email=email, name=payer.name, country="GB"),
        "payment_status": payment_status,
        "status": "complete",
        "url": None,
    }
    account.store.save(session)
    emit(account, "checkout.session.completed", session, BY_ITSELF)


def _fail(account: Account, intent: Json, refusal: Refusal, charge: Json | None) -> None:
    intent = {
        **intent,
        "last_payment_error": payment_error(refusal, charge),
        "latest_charge": charge["id"] if charge else intent["latest_charge"],
        "next_action": None,
        "status": "requires_payment_method",
    }
    account.store.save(intent)
    emit(account, "payment_intent.payment_failed", intent, BY_ITSELF)


def _wait_for_confirmation(
    account: Account, session: Json, intent: Json, card: TestCard, payer: Payer
) -> None:
    account.store.save(
        {**intent, "next_action": {"type": "use_stripe_sdk"}, "status": "requires_action"}
    )
    private = account.get("checkout.session", session["id"], "session").private
    waiting = {"number": card.number, "email": payer.email, "name": payer.name}
    account.store.save_private(session, {**private, "waiting_card": waiting})
