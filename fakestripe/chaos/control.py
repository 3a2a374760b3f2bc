"""The control API under `/chaos`: JSON for programs, the same URLs for the page's forms."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, request

from fakestripe.account import Account
from fakestripe.chaos import dashboard
from fakestripe.chaos.deliveries import release_held
from fakestripe.chaos.local_only import why_refused
from fakestripe.chaos.log import latest_deliveries
from fakestripe.chaos.orders import Deliver, MoveClock, Nothing, Order, OrderRefused, order_from
from fakestripe.chaos.page import show_page
from fakestripe.chaos.rules import RuleRefused, rule_from
from fakestripe.due import carry_out_due
from fakestripe.errors import NoSuchObject, StripeRefusal
from fakestripe.payments.card_payments import CardRefused, SessionNotOpen
from fakestripe.payments.cards import CardNotRecognised

Json = dict[str, Any]


def chaos_blueprint(account: Account) -> Blueprint:
    """Return the blueprint of the control API and its page."""
    chaos = Blueprint("chaos", __name__, url_prefix="/chaos")

    @chaos.before_request
    def refuse_remote_requests() -> Response | None:
        reason = why_refused(request, account.public_url)
        if reason:
            return make_response((f"{reason}\n", 403, {"Content-Type": "text/plain"}))
        carry_out_due(account)
        return None

    chaos.add_url_rule("", "show_chaos", lambda: show_page(account), methods=["GET"])
    _offer_rules(chaos, account)
    _offer_deliveries(chaos, account)
    for path, (kind, act) in dashboard.PAYMENTS.items():
        chaos.add_url_rule(f"/{path}", path, _action(account, kind, act), methods=["POST"])
    for path, (kind, act) in dashboard.CHANGES.items():
        whole = _in_one_transaction(act)
        chaos.add_url_rule(f"/{path}", path, _action(account, kind, whole), methods=["POST"])
    return chaos


def _offer_rules(chaos: Blueprint, account: Account) -> None:
    @chaos.get("/rules")
    def list_rules() -> Response:
        return jsonify(account.rules.listed())

    @chaos.post("/rules")
    def add_rule() -> Response:
        return _answered(
            account, lambda: {"id": account.rules.add(rule_from(_given()))}, "The rule is in force."
        )

    @chaos.post("/rules/<int:number>/remove")
    def remove_rule(number: int) -> Response:
        def remove() -> Json:
            is_gone = account.rules.remove(number)
            release_held(account, number)
            return {"removed": is_gone}

        return _answered(account, remove, "The rule is removed.")

    @chaos.post("/clear")
    def clear_rules() -> Response:
        def clear() -> Json:
            account.rules.clear()
            release_held(account)
            return {"rules": []}

        return _answered(account, clear, "All rules are removed.")


def _offer_deliveries(chaos: Blueprint, account: Account) -> None:
    @chaos.get("/deliveries")
    def list_deliveries() -> Response:
        return jsonify(latest_deliveries(account, limit=1000))

    @chaos.post("/deliveries/<int:delivery>/send_again")
    def send_again(delivery: int) -> Response:
        return _answered(account, lambda: dashboard.send_again(account, delivery), "Queued again.")

    @chaos.post("/deliver")
    def deliver() -> Response:
        return _answered(
            account, lambda: dashboard.deliver(account, order_from(Deliver, _given())), "Delivered."
        )

    @chaos.post("/payouts")
    def pay_out() -> Response:
        return _answered(
            account, lambda: dashboard.pay_out(account, order_from(Nothing, _given())), "Paid out."
        )

    @chaos.get("/clock")
    def show_clock() -> Response:
        return jsonify(dashboard.clock_now(account))

    @chaos.post("/clock")
    def move_clock() -> Response:
        return _answered(
            account,
            lambda: dashboard.move_clock(account, order_from(MoveClock, _given())),
            "The clock is set.",
        )


def _action(account: Account, kind: type[Order], act: dashboard.Act) -> Callable[..., Response]:
    def view(object_id: str) -> Response:
        return _answered(
            account, lambda: act(account, object_id, order_from(kind, _given())), "Done."
        )

    return view


def _in_one_transaction(act: dashboard.Act) -> dashboard.Act:
    def whole(account: Account, object_id: str, order: Any) -> Json:
        with account.store.transaction():
            return act(account, object_id, order)

    return whole


def _answered(account: Account, carry_out: Callable[[], Json], done: str) -> Response:
    """Carry out an order and build the response.

    400: invalid order; 402: card refused; 404: no such object; 409: not possible in its state.
    """
    try:
        result = carry_out()
    except (RuleRefused, OrderRefused) as refused:
        return _refused(account, str(refused), 400)
    except NoSuchObject as missing:
        return _refused(account, missing.message, 404)
    except SessionNotOpen as closed:
        return _refused(account, f"The session is {closed.session['status']}.", 409)
    except (CardNotRecognised, CardRefused) as refused:
        return _refused(account, refused.refusal.message, 402)
    except StripeRefusal as refusal:
        return _refused(account, refusal.message, 409)
    if _is_from_page():
        return make_response(redirect(f"/chaos?done={done}#done", 303))
    return jsonify(result)


def _refused(account: Account, problem: str, status: int) -> Response:
    if _is_from_page():
        response = make_response(show_page(account, problem=problem))
    else:
        response = jsonify({"error": problem})
    response.status_code = status
    return response


def _is_from_page() -> bool:
    return request.mimetype == "application/x-www-form-urlencoded"


def _given() -> Json:
    """Return the submitted fields. Empty form fields count as missing. Raises OrderRefused."""
    if _is_from_page():
        return {name: value for name, value in request.form.items() if value != ""}
    body = request.get_json(silent=True) if request.data else {}
    if not isinstance(body, dict):
        raise OrderRefused("the body must be a JSON object or empty")
    return body
