"""The page at `/chaos`, with forms for the orders of the control API."""

from datetime import UTC, datetime
from typing import Any

from flask import render_template, request

from fakestripe.account import Account
from fakestripe.chaos.dashboard import clock_now
from fakestripe.chaos.log import latest_deliveries
from fakestripe.chaos.rules import SAYS
from fakestripe.payments.disputes import OPEN

Json = dict[str, Any]

_LATEST = 20
_LATEST_DELIVERIES = 50

EVENT_TYPES = (
    "checkout.session.completed",
    "checkout.session.expired",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.refunded",
    "charge.dispute.*",
)
ENDPOINTS = (
    "POST /v1/checkout/sessions",
    "GET /v1/checkout/sessions/*",
    "POST /v1/checkout/sessions/*/expire",
    "POST /v1/coupons",
    "POST /v1/refunds",
    "GET /v1/refunds*",
)


def show_page(account: Account, problem: str = "") -> str:
    """Render the page."""
    return render_template(
        "chaos.html",
        rules=[_described(rule) for rule in account.rules.listed()],
        deliveries=latest_deliveries(account, limit=_LATEST_DELIVERIES),
        sessions=[_session(account, r.body) for r in _newest(account, "checkout.session")],
        refunds=[record.body for record in _newest(account, "refund")],
        disputes=[_dispute(record.body) for record in _newest(account, "dispute")],
        clock=_clock(account),
        event_types=EVENT_TYPES,
        endpoints=ENDPOINTS,
        sends_webhooks=account.sends_webhooks,
        done="" if problem else request.args.get("done", ""),
        problem=problem,
    )


def _newest(account: Account, kind: str) -> list[Any]:
    return account.store.newest(kind, (), _LATEST)


def _described(rule: Json) -> Json:
    """Return the rule with its description and its other fields that are set."""
    hidden = ("id", "kind", "left", "times")
    details = {k: v for k, v in rule.items() if k not in hidden and v not in ("*", None, False)}
    return {**rule, "says": SAYS[rule["kind"]], "details": details}


def _session(account: Account, session: Json) -> Json:
    """Return the session with the actions that are now possible."""
    is_paid = session["payment_status"] == "paid"
    intent_id = session["payment_intent"]
    intent = account.body("payment_intent", intent_id) if intent_id else None
    return {
        **session,
        "made_at": _time(session["created"]),
        "can_be_paid": session["status"] in ("open", "expired"),
        "awaits_result": intent is not None and intent["status"] == "processing",
        "charge": account.body("charge", intent["latest_charge"]) if is_paid and intent else None,
    }


def _dispute(dispute: Json) -> Json:
    return {
        **dispute,
        "is_open": dispute["status"] in OPEN,
        "is_inquiry": dispute["status"].startswith("warning_"),
        "due_at": _time(dispute["evidence_details"]["due_by"], "%d %b %Y"),
    }


def _clock(account: Account) -> Json:
    clock = clock_now(account)
    return {**clock, "shows": _time(clock["now"], "%d %b %Y %H:%M:%S")}


def _time(at: int, form: str = "%d %b %H:%M:%S") -> str:
    return datetime.fromtimestamp(at, UTC).strftime(form)
