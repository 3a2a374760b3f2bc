"""Simulated failures of API calls, seen through the `stripe` library."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

CREATE = "POST /v1/checkout/sessions"


@pytest.fixture
def impatient(shop):
    """A client that waits half a second and does not try again."""
    return stripe.StripeClient(
        "sk_test_shop",
        base_addresses={"api": shop.base},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=0.5),
    )


def sessions(shop):
    return shop.client.v1.checkout.sessions.list().data


def test_a_rule_applies_to_its_number_of_calls(shop):
    shop.side.rule("fail", times=2)
    for _ in range(2):
        with pytest.raises(stripe.APIError) as caught:
            shop.creates_session()
        assert (caught.value.http_status, caught.value.json_body["error"]["type"]) == (
            500,
            "api_error",
        )
    assert shop.creates_session().status == "open"
    assert len(sessions(shop)) == 1


def test_a_call_fails_with_429(shop):
    shop.side.rule("fail", status=429)
    with pytest.raises(stripe.RateLimitError) as caught:
        shop.creates_session()
    assert (caught.value.http_status, caught.value.json_body["error"]["code"]) == (
        429,
        "rate_limit",
    )
    assert sessions(shop) == []


def test_only_a_named_endpoint_fails(shop):
    shop.side.rule("fail", endpoint="GET /v1/refunds*", times=0)
    session = shop.creates_session()
    assert shop.reads_session(session).id == session.id
    for call in (shop.client.v1.refunds.list, lambda: shop.client.v1.refunds.retrieve("re_1")):
        with pytest.raises(stripe.APIError):
            call()


def test_the_library_s_retry_recovers_from_one_failure(shop, monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
    patient = stripe.StripeClient(
        "sk_test_shop", base_addresses={"api": shop.base}, max_network_retries=2
    )
    shop.side.rule("fail")
    assert patient.v1.checkout.sessions.create(shop.session_params()).status == "open"
    assert len(sessions(shop)) == 1


def test_a_failed_call_may_have_been_executed(shop):
    shop.side.rule("fail", endpoint=CREATE, carried_out=True)
    options = {"idempotency_key": "order-1"}
    for replayed in (
        None,
        "true",
    ):  # "including 500 errors": docs.stripe.com/api/idempotent_requests
        with pytest.raises(stripe.APIError) as caught:
            shop.creates_session(options)
        assert caught.value.http_status == 500
        assert caught.value.headers.get("Idempotent-Replayed") == replayed
    assert len(sessions(shop)) == 1


def test_a_call_that_times_out_was_not_executed(shop, impatient):
    shop.side.rule("time_out", endpoint=CREATE, seconds=30)
    with pytest.raises(stripe.APIConnectionError):
        impatient.v1.checkout.sessions.create(shop.session_params())
    shop.side.clears()
    assert sessions(shop) == []


def test_a_lost_response_is_replayed_for_the_same_key(shop, impatient):
    shop.side.rule("time_out", endpoint=CREATE, seconds=30, carried_out=True)
    with pytest.raises(stripe.APIConnectionError):
        impatient.v1.checkout.sessions.create(shop.session_params(), {"idempotency_key": "order-1"})
    [made] = sessions(shop)
    again = shop.creates_session({"idempotency_key": "order-1"})
    assert again.id == made.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"


def test_a_key_is_in_use_while_its_first_request_hangs(shop, impatient):
    shop.side.rule("time_out", endpoint=CREATE, seconds=30)
    with pytest.raises(stripe.APIConnectionError):
        impatient.v1.checkout.sessions.create(shop.session_params(), {"idempotency_key": "order-1"})
    with pytest.raises(stripe.APIError) as caught:
        shop.creates_session({"idempotency_key": "order-1"})
    error = caught.value.json_body["error"]
    assert (caught.value.http_status, error["type"], error["code"]) == (
        409,
        "invalid_request_error",
        "idempotency_key_in_use",
    )
    assert "another in-progress request using this Idempotent Key" in error["message"]
    assert shop.creates_session({"idempotency_key": "order-2"}).status == "open"
    assert len(sessions(shop)) == 1


def test_hanging_calls_do_not_prevent_a_stop(shop):
    shop.side.rule("time_out", times=0, seconds=60)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(shop.creates_session)
        while shop.server.account.keys_in_use.is_free():
            threading.Event().wait(0.01)
        shop.server.stop()
        with pytest.raises(stripe.StripeError):
            call.result(timeout=5)


def test_a_response_has_a_wrong_amount_and_the_page_does_not(shop, text_of):
    shop.side.rule("wrong_response_amount", amount=1, endpoint=CREATE)
    session = shop.creates_session()
    assert session.amount_total == 1
    assert shop.reads_session(session).amount_total == 3097


def test_a_wrong_amount_is_returned_the_given_number_of_times(shop):
    session = shop.creates_session()
    shop.side.rule(
        "wrong_response_amount", amount=99_999, endpoint="GET /v1/checkout/sessions/*", times=2
    )
    assert [shop.reads_session(session).amount_total for _ in range(3)] == [99_999, 99_999, 3097]


def test_wrong_amounts_are_for_sessions_only(shop):
    shop.side.rule("wrong_response_amount", amount=1)
    coupon = shop.creates_coupon()
    assert coupon.amount_off == 400
    assert shop.creates_session().amount_total == 1
