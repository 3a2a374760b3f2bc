"""docs.stripe.com/api/idempotent_requests, rule by rule."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

DAY_S = 24 * 60 * 60


def test_a_replay_gets_the_first_answer_and_makes_nothing(shop):
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


def test_a_refusal_while_executing_is_kept(shop):
    """ "regardless of whether it succeeds or fails"."""
    intent = shop.paid_session().payment_intent
    params, options = {"payment_intent": intent, "amount": 9999}, {"idempotency_key": "r"}
    for replayed in (None, "true"):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.client.v1.refunds.create(params, options)
        assert caught.value.headers.get("Idempotent-Replayed") == replayed


def test_parameters_that_fail_validation_keep_nothing(shop):
    """ "If incoming parameters fail validation … we don't save the idempotent result"."""
    with pytest.raises(stripe.InvalidRequestError):
        shop.creates_session({"idempotency_key": "order-1"}, mode=None)
    session = shop.creates_session({"idempotency_key": "order-1"})
    assert "Idempotent-Replayed" not in session.last_response.headers


def test_a_key_is_forgotten_after_24_hours(shop, clock):
    first = shop.creates_session({"idempotency_key": "order-1"})
    clock.ahead_s = DAY_S + 5
    assert shop.creates_session({"idempotency_key": "order-1"}).id != first.id


def test_a_key_has_at_most_255_characters(shop):
    assert shop.creates_session({"idempotency_key": "k" * 255}).status == "open"
    with pytest.raises(stripe.InvalidRequestError):
        shop.creates_session({"idempotency_key": "k" * 256})


def test_twenty_at_once_with_one_key_make_one_session(shop):
    """As at Stripe, those that come while the first is in progress may be told so: 409."""

    def create(_: int) -> str | None:
        try:
            return shop.creates_session({"idempotency_key": "one"}).id
        except stripe.APIError as busy:  # raised on unless it is that
            if busy.http_status != 409:
                raise
            return None

    with ThreadPoolExecutor(20) as pool:
        ids = set(pool.map(create, range(20)))
    assert len(ids - {None}) == 1
    assert len(shop.client.v1.checkout.sessions.list().data) == 1


def test_two_refunds_at_once_give_back_no_more_than_was_paid(shop):
    intent = shop.paid_session().payment_intent

    def refund(_: int) -> bool:
        try:
            shop.client.v1.refunds.create({"payment_intent": intent, "amount": 2000})
        except stripe.InvalidRequestError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(refund, range(2))) == [False, True]
