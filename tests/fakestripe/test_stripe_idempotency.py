"""docs.stripe.com/api/idempotent_requests, rule by rule."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

DAY_S = 24 * 60 * 60


def test_a_replay_returns_the_first_response_and_creates_nothing(shop):
    first = shop.creates_session({"idempotency_key": "order-1"})
    shop.pays(first)
    again = shop.creates_session({"idempotency_key": "order-1"})
    assert again.last_response.body == first.last_response.body
    headers = again.last_response.headers
    assert headers["Idempotent-Replayed"] == "true"
    assert headers["Original-Request"] == first.last_response.headers["Request-Id"]
    assert len(shop.client.v1.checkout.sessions.list().data) == 1


def test_a_replay_survives_a_restart(shop, start_shop):
    first = shop.creates_session({"idempotency_key": "order-1"})
    shop.server.stop()
    assert start_shop().creates_session({"idempotency_key": "order-1"}).id == first.id


def test_other_parameters_with_the_same_key_are_refused(shop):
    shop.creates_session({"idempotency_key": "order-1"})
    with pytest.raises(stripe.IdempotencyError) as caught:
        shop.creates_session({"idempotency_key": "order-1"}, client_reference_id="other")
    assert caught.value.http_status == 400
    assert caught.value.user_message == (
        "Keys for idempotent requests can only be used with the same parameters they were first "
        "used with. Try using a key other than 'order-1' if you meant to execute a different "
        "request."
    )
    assert caught.value.json_body["error"]["type"] == "idempotency_error"


def test_another_endpoint_with_the_same_key_is_refused(shop):
    shop.creates_session({"idempotency_key": "order-1"})
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        shop.client.v1.coupons.create(
            {"percent_off": 10, "duration": "once"}, {"idempotency_key": "order-1"}
        )


def test_an_error_during_execution_is_stored(shop):
    """ "regardless of whether it succeeds or fails"."""
    intent = shop.paid_session().payment_intent
    params, options = {"payment_intent": intent, "amount": 9999}, {"idempotency_key": "r"}
    for replayed in (None, "true"):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.client.v1.refunds.create(params, options)
        assert caught.value.headers.get("Idempotent-Replayed") == replayed


def test_validation_errors_are_not_stored(shop):
    """ "If incoming parameters fail validation … we don't save the idempotent result"."""
    with pytest.raises(stripe.InvalidRequestError):
        shop.creates_session({"idempotency_key": "order-1"}, mode=None)
    session = shop.creates_session({"idempotency_key": "order-1"})
    assert "Idempotent-Replayed" not in session.last_response.headers


def test_a_key_expires_after_24_hours(shop, clock):
    first = shop.creates_session({"idempotency_key": "order-1"})
    clock.ahead_s = DAY_S + 5
    assert shop.creates_session({"idempotency_key": "order-1"}).id != first.id


def test_a_key_has_at_most_255_characters(shop):
    assert shop.creates_session({"idempotency_key": "k" * 255}).status == "open"
    with pytest.raises(stripe.InvalidRequestError):
        shop.creates_session({"idempotency_key": "k" * 256})


def test_twenty_concurrent_requests_with_one_key_create_one_session(shop):
    """Those that come while the first is under way are told so; the others get its answer."""

    def create(_: int) -> str:
        try:
            return shop.creates_session({"idempotency_key": "one"}).id
        except stripe.APIError as error:
            return str(error.http_status)

    with ThreadPoolExecutor(20) as pool:
        ids = set(pool.map(create, range(20)))
    [made] = shop.client.v1.checkout.sessions.list().data
    assert ids - {"409"} == {made.id}


def test_a_key_is_in_use_until_its_first_response(shop):
    """The refusal's own key words: docs.stripe.com/error-codes; wording: stripity_stripe#564."""
    with shop.server.account.keys_in_use.using("order-1"):
        with pytest.raises(stripe.APIError) as caught:
            shop.creates_session({"idempotency_key": "order-1"})
        assert caught.value.http_status == 409
        assert caught.value.json_body["error"] == {
            "code": "idempotency_key_in_use",
            "doc_url": "https://stripe.com/docs/error-codes/idempotency-key-in-use",
            "message": "There is currently another in-progress request using this Idempotent Key "
            "(that probably means you submitted twice, and the other request is still going "
            "through): order-1. Please try again later.",
            "type": "invalid_request_error",
        }
    again = shop.creates_session({"idempotency_key": "order-1"})
    assert "Idempotent-Replayed" not in again.last_response.headers


def test_the_library_s_retry_recovers_from_a_key_in_use(shop, monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.2)
    patient = stripe.StripeClient(
        "sk_test_shop", base_addresses={"api": shop.base}, max_network_retries=8
    )
    with ThreadPoolExecutor(6) as pool:
        made = pool.map(
            lambda _: patient.v1.checkout.sessions.create(
                shop.session_params(), {"idempotency_key": "one"}
            ),
            range(6),
        )
    assert len({session.id for session in made}) == 1


def test_the_order_of_parameters_is_ignored(shop):
    """Form-encoded names in another order are the same parameters."""
    params = shop.session_params()
    options = {"idempotency_key": "order-1"}
    first = shop.client.v1.checkout.sessions.create(params, options)
    turned = dict(reversed(list(params.items())))
    assert shop.client.v1.checkout.sessions.create(turned, options).id == first.id


def test_a_stored_error_is_replayed_even_if_the_request_is_now_valid(shop):
    shop.creates_coupon(id="ONE", max_redemptions=1)
    shop.paid_session(discounts=[{"coupon": "ONE"}])
    options = {"idempotency_key": "order-1"}
    answers = []
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.creates_session(options, discounts=[{"coupon": "ONE"}])
        answers.append((caught.value.http_status, caught.value.code, caught.value.http_body))
        shop.client.v1.coupons.delete("ONE")
        shop.creates_coupon(id="ONE")
    assert answers[0] == answers[1]
    assert answers[0][:2] == (400, "coupon_expired")


def test_two_concurrent_refunds_do_not_exceed_the_payment(shop):
    intent = shop.paid_session().payment_intent

    def refund(_: int) -> bool:
        try:
            shop.client.v1.refunds.create({"payment_intent": intent, "amount": 2000})
        except stripe.InvalidRequestError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(refund, range(2))) == [False, True]
