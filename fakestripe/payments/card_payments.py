"""Card payments of a session: paid, declined, or waiting for confirmation."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from fakestripe.account import BY_ITSELF, Account
from fakestripe.objects.balance import build_payment_entry
from fakestripe.objects.checkout_session import customer_details
from fakestripe.objects.payment import build_charge, build_payment_intent, declined, payment_error
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
    """The session is paid or has expired. `session`: its current body."""

    def __init__(self, session: Json) -> None:
        super().__init__(session["status"])
        self.session = session


class CardRefused(Exception):
    """The attempt failed and is stored; the session stays open."""

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
    """Pay a session. Raises SessionNotOpen, CardNotRecognised, CardRefused or NoSuchObject.

    `is_late` also allows an expired session, to simulate a payment that was in progress.
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
    """Complete a card payment that waits for confirmation.

    Raises SessionNotOpen. Raises CardRefused if it failed or no card is waiting.
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
    """Complete a session of £0 without card, intent or charge (Stripe's no-cost orders)."""
    with account.store.transaction():
        session = open_session(account, session_id)
        complete(account, session, payer, payment_status="no_payment_required")


def open_session(account: Account, session_id: str, *, or_expired: bool = False) -> Json:
    """Return the body of an open session. Raises SessionNotOpen."""
    session = account.get("checkout.session", session_id, "session").body
    if session["status"] != "open" and not (or_expired and session["status"] == "expired"):
        raise SessionNotOpen(session)
    return session


def intent_for(account: Account, session: Json) -> tuple[Json, Json]:
    """Return the session and its payment intent, which the first attempt creates."""
    if session["payment_intent"]:
        return session, account.body("payment_intent", session["payment_intent"])
    private = account.get("checkout.session", session["id"], "session").private
    intent = build_payment_intent(session, private["payment_intent_data"], now=account.now())
    account.store.add(intent)
    session = {**session, "payment_intent": intent["id"]}
    account.store.save(session)
    return session, intent


def _charge(account: Account, session: Json, intent: Json, card: TestCard, payer: Payer) -> Json:
    email = session["customer_email"] or payer.email
    return build_charge(intent, card, email=email, name=payer.name, now=account.now())


def _succeed(account: Account, session: Json, intent: Json, card: TestCard, payer: Payer) -> None:
    charge = _charge(account, session, intent, card, payer)
    account.store.add(charge)
    account.store.add(build_payment_entry(charge, now=account.now()))
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
    """Set the session to complete, redeem its coupon and send the event."""
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
