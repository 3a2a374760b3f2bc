"""The hosted payment page at `/c/pay/<session id>`."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request

from fakestripe.account import Account
from fakestripe.due import carry_out_due
from fakestripe.errors import NoSuchObject, StripeRefusal
from fakestripe.payments.bank_accounts import TEST_ACCOUNTS
from fakestripe.payments.card_payments import (
    CardRefused,
    NextStep,
    Payer,
    SessionNotOpen,
    complete_free_session,
    confirm_payment,
    pay_by_card,
)
from fakestripe.payments.cards import NOT_AUTHENTICATED, TEST_CARDS, CardNotRecognised
from fakestripe.payments.debits import pay_by_debit

Json = dict[str, Any]
Page = Callable[..., Response]

_URL = "/c/pay/<session_id>"


def hosted_page_blueprint(account: Account) -> Blueprint:
    """Return the blueprint of the payment page."""
    pages = Blueprint("hosted_page", __name__)

    @pages.before_request
    def expire_first() -> None:
        carry_out_due(account)

    @pages.get(_URL)
    def show_payment(session_id: str) -> Response:
        return _payment_page(account, session_id)

    @pages.post(_URL)
    def take_payment(session_id: str) -> Response:
        return _attempt(account, session_id, lambda: _take(account, session_id), _payment_page)

    @pages.get(f"{_URL}/confirm")
    def ask_to_confirm(session_id: str) -> Response:
        session = account.get("checkout.session", session_id, "session").body
        if session["status"] != "open":
            return _closed_page(session)
        return make_response(render_template("confirm.html", session=session))

    @pages.post(f"{_URL}/confirm")
    def take_confirmation(session_id: str) -> Response:
        succeeded = request.form.get("confirm") == "complete"
        return _attempt(
            account,
            session_id,
            lambda: confirm_payment(account, session_id, succeeded=succeeded),
            _payment_page,
        )

    @pages.get(f"{_URL}/debit")
    def show_debit(session_id: str) -> Response:
        return _debit_page(account, session_id)

    @pages.post(f"{_URL}/debit")
    def take_debit(session_id: str) -> Response:
        _session_with_debit(account, session_id)
        return _attempt(account, session_id, lambda: _debit(account, session_id), _debit_page)

    @pages.errorhandler(NoSuchObject)
    def no_such_session(_: NoSuchObject) -> Response:
        return make_response(render_template("unknown.html"), 404)

    return pages


def _take(account: Account, session_id: str) -> NextStep:
    session = account.get("checkout.session", session_id, "session").body
    if session["amount_total"] == 0:
        complete_free_session(account, session_id, payer=_payer())
        return NextStep.DONE
    return pay_by_card(account, session_id, number=request.form.get("card", ""), payer=_payer())


def _debit(account: Account, session_id: str) -> NextStep:
    number = request.form.get("account_number", "")
    pay_by_debit(account, session_id, number=number, payer=_payer())
    return NextStep.DONE


def _payer() -> Payer:
    return Payer(
        email=request.form.get("email", "").strip() or None,
        name=request.form.get("name", "").strip() or None,
    )


def _attempt(
    account: Account, session_id: str, attempt: Callable[[], NextStep], page: Page
) -> Response:
    """Try to pay and redirect. Submitting a paid form again pays nothing and redirects as well."""
    try:
        next_step = attempt()
    except SessionNotOpen as closed:
        if closed.session["status"] == "complete":
            return _to_success(closed.session)
        return _closed_page(closed.session)
    except (CardNotRecognised, CardRefused) as refused:
        return page(account, session_id, problem=refused.refusal.message)
    except NoSuchObject:
        raise
    except StripeRefusal as refusal:  # another session has used up the coupon
        return page(account, session_id, problem=refusal.message)
    if next_step is NextStep.CONFIRM:
        return make_response(redirect(f"/c/pay/{session_id}/confirm", 303))
    return _to_success(account.get("checkout.session", session_id, "session").body)


def _payment_page(account: Account, session_id: str, problem: str = "") -> Response:
    record = account.get("checkout.session", session_id, "session")
    session = record.body
    if session["status"] != "open":
        return _closed_page(session)
    page = render_template(
        "pay.html",
        session=session,
        lines=record.private["line_items"],
        shipping_name=record.private["shipping_name"],
        cards=TEST_CARDS,
        problem=problem,
        typed=request.form,
        card_is_wrong=problem not in ("", NOT_AUTHENTICATED.message),
    )
    return make_response(page)


def _session_with_debit(account: Account, session_id: str) -> Json:
    """Return a session that accepts debits. Raises NoSuchObject for others."""
    session = account.get("checkout.session", session_id, "session").body
    if "bacs_debit" not in session["payment_method_types"] or session["amount_total"] == 0:
        raise NoSuchObject("payment method", "bacs_debit", "session")
    return session


def _debit_page(account: Account, session_id: str, problem: str = "") -> Response:
    session = _session_with_debit(account, session_id)
    if session["status"] != "open":
        return _closed_page(session)
    page = render_template(
        "debit.html",
        session=session,
        accounts=TEST_ACCOUNTS,
        problem=problem,
        typed=request.form,
    )
    return make_response(page)


def _closed_page(session: Json) -> Response:
    is_paid = session["status"] == "complete"
    page = render_template(
        "closed.html", session=session, is_paid=is_paid, success_url=_success_url(session)
    )
    return make_response(page, 200 if is_paid else 410)


def _to_success(session: Json) -> Response:
    return make_response(redirect(_success_url(session), 303))


def _success_url(session: Json) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
