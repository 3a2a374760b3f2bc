"""The table of API endpoints: path, parameter types, rules, action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stripe.params import (
    BalanceTransactionListParams,
    BalanceTransactionRetrieveParams,
    ChargeListParams,
    ChargeRetrieveParams,
    CouponCreateParams,
    CouponDeleteParams,
    CouponListParams,
    CouponRetrieveParams,
    DisputeListParams,
    DisputeRetrieveParams,
    EventListParams,
    EventRetrieveParams,
    PaymentIntentListParams,
    PaymentIntentRetrieveParams,
    PayoutListParams,
    PayoutRetrieveParams,
    RefundCreateParams,
    RefundListParams,
    RefundRetrieveParams,
)
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionListLineItemsParams,
    SessionListParams,
    SessionRetrieveParams,
)

from fakestripe.account import Account, Cause
from fakestripe.api.expansion import session_line_items
from fakestripe.api.lists import list_objects
from fakestripe.api.refusals import COUPON_RULES, LIST_RULES, REFUND_RULES, SESSION_RULES, Rule
from fakestripe.objects import balance
from fakestripe.objects.coupon import as_of
from fakestripe.payments.coupons import create_coupon, delete_coupon, read_coupon
from fakestripe.payments.refunds import create_refund
from fakestripe.payments.sessions import create_session, expire_session

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A request with validated parameters. `object_id` is the id in the path, if any."""

    params: Json
    object_id: str
    path: str
    cause: Cause


@dataclass(frozen=True)
class Endpoint:
    """One endpoint. `rules` validate the parameters further; `act` returns the response body."""

    method: str
    path: str
    params_type: type
    act: Callable[[Account, Call], Json]
    rules: tuple[Rule, ...] = ()


def _read(kind: str, param: str) -> Callable[[Account, Call], Json]:
    return lambda account, call: account.get(kind, call.object_id, param).body


def _list(kind: str) -> Callable[[Account, Call], Json]:
    return lambda account, call: list_objects(account, kind, call.params, call.path)


def _list_coupons(account: Account, call: Call) -> Json:
    page = list_objects(account, "coupon", call.params, call.path)
    return {**page, "data": [as_of(coupon, now=account.now()) for coupon in page["data"]]}


def _read_balance_entry(account: Account, call: Call) -> Json:
    entry = account.get("balance_transaction", call.object_id, "id").body
    return balance.as_of(entry, now=account.now())


def _list_balance_entries(account: Account, call: Call) -> Json:
    page = list_objects(account, "balance_transaction", call.params, call.path)
    now = account.now()
    return {**page, "data": [balance.as_of(entry, now=now) for entry in page["data"]]}


def _read_event(account: Account, call: Call) -> Json:
    event = account.get("event", call.object_id, "id").body
    waiting = account.store.execute(
        "SELECT 1 FROM deliveries WHERE event_id = ? AND state != 'delivered'", (event["id"],)
    )
    return {**event, "pending_webhooks": len(waiting)}


_SESSIONS = "/v1/checkout/sessions"

ENDPOINTS = (
    Endpoint(
        "POST",
        _SESSIONS,
        SessionCreateParams,
        lambda account, call: create_session(account, call.params),
        SESSION_RULES,
    ),
    Endpoint("GET", _SESSIONS, SessionListParams, _list("checkout.session"), LIST_RULES),
    Endpoint(
        "GET",
        f"{_SESSIONS}/<object_id>",
        SessionRetrieveParams,
        _read("checkout.session", "session"),
    ),
    Endpoint(
        "GET",
        f"{_SESSIONS}/<object_id>/line_items",
        SessionListLineItemsParams,
        lambda account, call: session_line_items(account, call.object_id, call.params),
        LIST_RULES,
    ),
    Endpoint(
        "POST",
        f"{_SESSIONS}/<object_id>/expire",
        SessionExpireParams,
        lambda account, call: expire_session(account, call.object_id, call.cause),
    ),
    Endpoint(
        "POST",
        "/v1/coupons",
        CouponCreateParams,
        lambda account, call: create_coupon(account, call.params),
        COUPON_RULES,
    ),
    Endpoint("GET", "/v1/coupons", CouponListParams, _list_coupons, LIST_RULES),
    Endpoint(
        "GET",
        "/v1/coupons/<object_id>",
        CouponRetrieveParams,
        lambda account, call: read_coupon(account, call.object_id),
    ),
    Endpoint(
        "DELETE",
        "/v1/coupons/<object_id>",
        CouponDeleteParams,
        lambda account, call: delete_coupon(account, call.object_id),
    ),
    Endpoint(
        "GET", "/v1/payment_intents", PaymentIntentListParams, _list("payment_intent"), LIST_RULES
    ),
    Endpoint(
        "GET",
        "/v1/payment_intents/<object_id>",
        PaymentIntentRetrieveParams,
        _read("payment_intent", "intent"),
    ),
    Endpoint("GET", "/v1/charges", ChargeListParams, _list("charge"), LIST_RULES),
    Endpoint("GET", "/v1/charges/<object_id>", ChargeRetrieveParams, _read("charge", "charge")),
    Endpoint(
        "POST",
        "/v1/refunds",
        RefundCreateParams,
        lambda account, call: create_refund(account, call.params, call.cause),
        REFUND_RULES,
    ),
    Endpoint("GET", "/v1/refunds", RefundListParams, _list("refund"), LIST_RULES),
    Endpoint("GET", "/v1/refunds/<object_id>", RefundRetrieveParams, _read("refund", "refund")),
    Endpoint("GET", "/v1/events", EventListParams, _list("event"), LIST_RULES),
    Endpoint("GET", "/v1/events/<object_id>", EventRetrieveParams, _read_event),
    Endpoint("GET", "/v1/disputes", DisputeListParams, _list("dispute"), LIST_RULES),
    Endpoint("GET", "/v1/disputes/<object_id>", DisputeRetrieveParams, _read("dispute", "dispute")),
    Endpoint(
        "GET",
        "/v1/balance_transactions",
        BalanceTransactionListParams,
        _list_balance_entries,
        LIST_RULES,
    ),
    Endpoint(
        "GET",
        "/v1/balance_transactions/<object_id>",
        BalanceTransactionRetrieveParams,
        _read_balance_entry,
    ),
    Endpoint("GET", "/v1/payouts", PayoutListParams, _list("payout"), LIST_RULES),
    Endpoint("GET", "/v1/payouts/<object_id>", PayoutRetrieveParams, _read("payout", "payout")),
)
