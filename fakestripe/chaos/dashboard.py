"""Actions of Stripe's dashboard, the bank and the payment page, without their web pages."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from fakestripe.account import BY_ITSELF, Account
from fakestripe.chaos import orders
from fakestripe.chaos.deliveries import as_text, post_unchanged, with_another_amount
from fakestripe.chaos.local_only import is_this_machine
from fakestripe.chaos.orders import Order, OrderRefused
from fakestripe.clock import OwnClock
from fakestripe.due import carry_out_due
from fakestripe.payments.balance import pay_out_at_once
from fakestripe.payments.card_payments import Payer, complete_free_session, pay_by_card
from fakestripe.payments.debits import pay_by_debit, settle_debit
from fakestripe.payments.disputes import (
    close_dispute,
    escalate_dispute,
    open_dispute,
    submit_evidence,
)
from fakestripe.payments.refunds import create_refund, settle_refund
from fakestripe.payments.sessions import expire_session

Json = dict[str, Any]


def pay(account: Account, session_id: str, order: orders.PayByCard) -> Json:
    """Pay a session by card, also an expired one (a payment that was in progress)."""
    payer = Payer(order.email, order.name)
    session = account.get("checkout.session", session_id, "session").body
    if session["amount_total"] == 0:
        complete_free_session(account, session_id, payer=payer)
    else:
        pay_by_card(account, session_id, number=order.card, payer=payer, is_late=True)
    return account.body("checkout.session", session_id)


def debit(account: Account, session_id: str, order: orders.PayByDebit) -> Json:
    payer = Payer(order.email, order.name)
    pay_by_debit(account, session_id, number=order.account_number, payer=payer)
    return account.body("checkout.session", session_id)


def settle_payment(account: Account, session_id: str, order: orders.SettleDebit) -> Json:
    return settle_debit(account, session_id, succeeds=order.outcome == "succeeded")


def expire(account: Account, session_id: str, order: orders.Nothing) -> Json:
    return expire_session(account, session_id, BY_ITSELF)


def refund_payment(account: Account, payment_id: str, order: orders.RefundPayment) -> Json:
    charge = _charge_of(account, payment_id)
    params = {"charge": charge["id"], **order.model_dump(exclude_none=True)}
    return create_refund(account, params, BY_ITSELF)


def settle_pending_refund(account: Account, refund_id: str, order: orders.SettleRefund) -> Json:
    return settle_refund(account, refund_id, order.outcome, order.reason)


def dispute(account: Account, payment_id: str, order: orders.OpenDispute) -> Json:
    return open_dispute(
        account,
        _charge_of(account, payment_id),
        amount=order.amount,
        reason=order.reason,
        is_inquiry=order.inquiry,
    )


def answer_dispute(account: Account, dispute_id: str, order: orders.Nothing) -> Json:
    return submit_evidence(account, dispute_id)


def escalate(account: Account, dispute_id: str, order: orders.Nothing) -> Json:
    return escalate_dispute(account, dispute_id)


def decide_dispute(account: Account, dispute_id: str, order: orders.CloseDispute) -> Json:
    return close_dispute(account, dispute_id, is_won=order.outcome == "won")


def pay_out(account: Account, order: orders.Nothing) -> Json:
    """Pay out everything, also what is not available yet."""
    with account.store.transaction():
        return {"payouts": pay_out_at_once(account)}


def move_clock(account: Account, order: orders.MoveClock) -> Json:
    """Move the clock and carry out everything that is then due. Webhooks follow later."""
    clock = account.clock
    if not isinstance(clock, OwnClock):
        raise OrderRefused("this fakestripe was started with a clock that cannot be moved")
    clock.advance(order.advance_s if order.advance_s else -clock.ahead_s)
    while carry_out_due(account):
        continue
    account.wake()
    return clock_now(account)


def clock_now(account: Account) -> Json:
    return {"now": account.now(), "ahead_s": getattr(account.clock, "ahead_s", 0)}


def send_again(account: Account, delivery: int) -> Json:
    """Send the event of a delivery again, unchanged. Raises OrderRefused if there is none."""
    rows = account.store.execute("SELECT event_id FROM deliveries WHERE seq = ?", (delivery,))
    if not rows:
        raise OrderRefused(f"There is no delivery {delivery}.")
    event = account.body("event", rows[0]["event_id"])
    post_unchanged(account, event)
    return event


def deliver(account: Account, order: orders.Deliver) -> Json:
    """Send an event at once. Returns each response: the status, or the name of an error."""
    if (order.event is None) == (order.event_id is None):
        raise OrderRefused("name one of event and event_id")
    if order.to and not is_this_machine(urlsplit(order.to).hostname):
        raise OrderRefused("to: events are sent to this machine only")
    if not order.to and not account.sends_webhooks:
        raise OrderRefused("to: FAKESTRIPE_WEBHOOK_URL is not set")
    event = order.event or account.get("event", order.event_id or "", "id").body
    if order.amount is not None:
        event = with_another_amount(event, order.amount)
    body = as_text(event)

    def post_one(_: int) -> str:
        return account.sender.post(
            body, forgery=order.forgery, to=order.to, secret=order.secret
        ).answer

    with ThreadPoolExecutor(order.times) as pool:
        return {"answers": list(pool.map(post_one, range(order.times)))}


def _charge_of(account: Account, payment_id: str) -> Json:
    """Return a charge by its id, or by that of its payment intent or session."""
    if payment_id.startswith("ch_"):
        return account.get("charge", payment_id, "charge").body
    if payment_id.startswith("cs_"):
        session = account.get("checkout.session", payment_id, "session").body
        payment_id = session["payment_intent"] or ""
    intent = account.get("payment_intent", payment_id, "intent").body
    return account.get("charge", intent["latest_charge"] or "", "charge").body


Act = Callable[[Account, str, Any], Json]
# These manage their own transactions, because a declined card is stored although the order fails.
PAYMENTS: dict[str, tuple[type[Order], Act]] = {
    "sessions/<object_id>/pay": (orders.PayByCard, pay),
    "sessions/<object_id>/debit": (orders.PayByDebit, debit),
    "sessions/<object_id>/settle": (orders.SettleDebit, settle_payment),
}
CHANGES: dict[str, tuple[type[Order], Act]] = {
    "sessions/<object_id>/expire": (orders.Nothing, expire),
    "payments/<object_id>/refund": (orders.RefundPayment, refund_payment),
    "payments/<object_id>/dispute": (orders.OpenDispute, dispute),
    "refunds/<object_id>/settle": (orders.SettleRefund, settle_pending_refund),
    "disputes/<object_id>/evidence": (orders.Nothing, answer_dispute),
    "disputes/<object_id>/escalate": (orders.Nothing, escalate),
    "disputes/<object_id>/close": (orders.CloseDispute, decide_dispute),
}
