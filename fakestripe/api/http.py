"""HTTP layer of the fake API: authentication, validation, responses."""

import base64
import binascii
import json
import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, g, request

from fakestripe.account import Account, Cause
from fakestripe.api.endpoints import ENDPOINTS, Call, Endpoint
from fakestripe.api.expansion import expand
from fakestripe.api.form_data import decode_form
from fakestripe.api.idempotency import KeyedRequest, StoredResponse, recall, store
from fakestripe.api.parameters import checked
from fakestripe.chaos.calls import CallFailures, StripeFailed
from fakestripe.due import carry_out_due
from fakestripe.errors import NotAuthenticated, StripeRefusal, UnrecognizedUrl
from fakestripe.ids import new_id


def api_blueprint(account: Account) -> Blueprint:
    """Return the blueprint with all endpoints."""
    api = Blueprint("api", __name__)
    for number, endpoint in enumerate(ENDPOINTS):
        api.add_url_rule(
            endpoint.path,
            endpoint=f"call_{number}",
            view_func=_view(account, endpoint),
            methods=[endpoint.method],
        )
    return api


def answer_api_errors(app: Flask, account: Account) -> None:
    """Give every error under /v1 Stripe's format, also for unknown URLs."""

    @app.errorhandler(404)
    @app.errorhandler(405)
    def refuse_unknown_url(error: Any) -> Response:
        if not request.path.startswith("/v1"):
            return Response("There is nothing at this URL.\n", error.code, mimetype="text/plain")
        return _refused(UnrecognizedUrl(request.method, request.path), account, new_id("req_"))


def _view(account: Account, endpoint: Endpoint) -> Callable[..., Response]:
    def view(object_id: str = "") -> Response:
        request_id = new_id("req_")
        try:
            _authenticate(request.headers.get("Authorization", ""))
            carry_out_due(account)
            failures = CallFailures(account, f"{request.method} {request.path}")
            response = _answer(account, endpoint, object_id, request_id, failures)
            failures.after()
            return response
        except StripeRefusal as refusal:
            return _refused(refusal, account, request_id)

    return view


def _authenticate(header: str) -> None:
    """Accept any key that starts with `sk_test_`. Raises NotAuthenticated.

    Messages: stripe-node#1353, stripe-node#361.
    """
    key = _key_in(header)
    if not key:
        raise NotAuthenticated(
            "You did not provide an API key. You need to provide your API key in the "
            "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
            "YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or "
            "we can help at https://support.stripe.com/."
        )
    if not re.fullmatch(r"sk_test_\S+", key):
        masked = f"{key[:8]}{'*' * max(len(key) - 12, 0)}{key[-4:]}"
        raise NotAuthenticated(f"Invalid API Key provided: {masked}")


def _key_in(header: str) -> str:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return value.strip() if scheme.lower() == "bearer" else ""


def _answer(
    account: Account, endpoint: Endpoint, object_id: str, request_id: str, failures: CallFailures
) -> Response:
    raw = request.get_data(as_text=True) if endpoint.method == "POST" else ""
    given = decode_form(raw or request.query_string.decode())
    key = request.headers.get("Idempotency-Key", "") if endpoint.method == "POST" else ""
    keyed = KeyedRequest(key, request.path, given)
    with account.keys_in_use.using(key):
        failures.before()
        with account.store.transaction():
            stored = recall(account, keyed) if key else None
            if stored:
                return _replayed(stored, account, request_id)
            params = checked(endpoint.params_type, given)
            for rule in endpoint.rules:
                rule(params, account.now())
            call = Call(params, object_id, request.path, Cause(request_id, key or None))
            answer = _executed(account, endpoint, call, failures)
            if key:
                store(account, keyed, answer)
    return _response(answer, account, request_id)


def _executed(
    account: Account, endpoint: Endpoint, call: Call, failures: CallFailures
) -> StoredResponse:
    """Carry out the call. An error rolls it back and is stored like any other response."""
    request_id = call.cause.request_id or ""
    try:
        with account.store.transaction():
            result = endpoint.act(account, call)
            result = expand(account, result, call.params.get("expand", []))
    except StripeRefusal as refusal:
        return StoredResponse(request_id, refusal.status, _json(refusal.body()))
    if failures.fails_after_execution:
        return StoredResponse(request_id, StripeFailed.status, _json(StripeFailed().body()))
    return StoredResponse(request_id, 200, _json(failures.about(result)))


def _replayed(stored: StoredResponse, account: Account, request_id: str) -> Response:
    response = _response(stored, account, request_id)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _refused(refusal: StripeRefusal, account: Account, request_id: str) -> Response:
    answer = StoredResponse(request_id, refusal.status, _json(refusal.body()))
    return _response(answer, account, request_id)


def _response(answer: StoredResponse, account: Account, request_id: str) -> Response:
    """Build the response. Header names: stripe-samples/react-elements-netlify#4."""
    g.request_id = request_id
    response = Response(answer.body, answer.status, mimetype="application/json")
    response.headers["Request-Id"] = request_id
    response.headers["Stripe-Version"] = request.headers.get("Stripe-Version", account.api_version)
    response.headers["Cache-Control"] = "no-cache, no-store"
    if key := request.headers.get("Idempotency-Key"):
        response.headers["Idempotency-Key"] = key
        response.headers["Original-Request"] = answer.request_id
    return response


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, indent=2, default=str)
