"""Webhooks as docs.stripe.com/webhooks describes them, read by the real library."""

import json
import threading

import pytest
import requests
import stripe

PAID = {"charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"}


def states(shop) -> list[str]:
    rows = shop.server.account.store.execute("SELECT state FROM deliveries ORDER BY seq")
    return [row["state"] for row in rows]


def test_a_payment_sends_three_signed_events(shop_with_webhooks, receiver):
    session = shop_with_webhooks.paid_session()
    events = [delivery.verified() for delivery in receiver.take(3)]
    assert {event.type for event in events} == PAID
    completed = next(e for e in events if e.type == "checkout.session.completed")
    assert completed.data.object.id == session.id
    assert completed.data.object.payment_status == "paid"
    assert completed.data.object.payment_intent == session.payment_intent
    assert (completed.livemode, completed.api_version) == (False, stripe.api_version)
    assert completed.request.id is None


def test_the_request_has_stripe_s_format(shop_with_webhooks, receiver):
    shop_with_webhooks.client.v1.checkout.sessions.expire(shop_with_webhooks.creates_session().id)
    delivery = receiver.next()
    assert delivery.headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(delivery.body)["object"] == "event"
    assert delivery.headers["Stripe-Signature"].startswith("t=")


def test_an_altered_byte_does_not_verify(shop_with_webhooks, receiver):
    shop_with_webhooks.client.v1.checkout.sessions.expire(shop_with_webhooks.creates_session().id)
    delivery = receiver.next()
    delivery.body = delivery.body.replace(b"expired", b"exqired", 1)
    with pytest.raises(stripe.SignatureVerificationError):
        delivery.verified()


def test_an_event_contains_the_request_that_caused_it(shop_with_webhooks, receiver):
    session = shop_with_webhooks.creates_session()
    expired = shop_with_webhooks.client.v1.checkout.sessions.expire(
        session.id, {}, {"idempotency_key": "expire-1"}
    )
    event = receiver.next().verified()
    assert event.type == "checkout.session.expired"
    assert event.request.id == expired.last_response.headers["Request-Id"]
    assert event.request.idempotency_key == "expire-1"


def test_a_declined_card_sends_an_event(shop_with_webhooks, receiver):
    session = shop_with_webhooks.creates_session(
        payment_intent_data={"metadata": {"order_id": "7"}}
    )
    shop_with_webhooks.pays(session, "4000000000000002")
    event = receiver.next().verified()
    assert event.type == "payment_intent.payment_failed"
    assert event.data.object.metadata["order_id"] == "7"
    assert event.data.object.last_payment_error.message == "Your card has been declined."


def test_a_refund_sends_three_events(shop_with_webhooks, receiver):
    shop = shop_with_webhooks
    intent = shop.paid_session().payment_intent
    receiver.take(3)
    refund = shop.client.v1.refunds.create(
        {"payment_intent": intent, "amount": 1000, "metadata": {"refund": "5"}}
    )
    events = {event.type: event for event in (d.verified() for d in receiver.take(3))}
    assert set(events) == {"refund.created", "refund.updated", "charge.refunded"}
    assert events["refund.created"].data.object.id == refund.id
    assert events["refund.created"].data.object.metadata["refund"] == "5"
    charge = events["charge.refunded"].data.object
    assert (charge.amount_refunded, charge.refunded, charge.payment_intent) == (1000, False, intent)
    assert events["charge.refunded"].data.previous_attributes["amount_refunded"] == 0


def test_refunding_the_rest_marks_the_charge_refunded(shop):
    intent = shop.paid_session().payment_intent
    shop.client.v1.refunds.create({"payment_intent": intent, "amount": 1000})
    rest = shop.client.v1.refunds.create({"payment_intent": intent})
    assert (rest.amount, rest.status) == (2097, "succeeded")
    charge = shop.client.v1.charges.list({"payment_intent": intent}).data[0]
    assert (charge.amount_refunded, charge.refunded) == (3097, True)


@pytest.mark.parametrize("answer", [500, 404, 302, 400])
def test_a_delivery_is_retried_until_a_2xx(shop_with_webhooks, receiver, eventually, answer):
    receiver.answers = [answer, answer]
    shop = shop_with_webhooks
    shop.client.v1.checkout.sessions.expire(shop.creates_session().id)
    ids = {delivery.verified().id for delivery in receiver.take(3)}
    assert len(ids) == 1
    eventually(lambda: states(shop) == ["delivered"])
    assert receiver.is_empty


def test_a_delivery_fails_after_three_retries(shop_with_webhooks, receiver, eventually):
    receiver.answers = [500] * 9
    shop = shop_with_webhooks
    shop.client.v1.checkout.sessions.expire(shop.creates_session().id)
    receiver.take(4)
    eventually(lambda: states(shop) == ["failed"])
    assert receiver.is_empty
    event = shop.client.v1.events.list().data[0]
    assert shop.client.v1.events.retrieve(event.id).pending_webhooks == 1


def test_a_refused_connection_counts_as_an_attempt(start_shop, eventually):
    shop = start_shop(webhook_url="http://127.0.0.1:9/", retry_delays_s=(0.01,))
    shop.client.v1.checkout.sessions.expire(shop.creates_session().id)
    eventually(lambda: states(shop) == ["failed"])


def test_the_shopper_does_not_wait_for_the_webhook(shop_with_webhooks, receiver):
    receiver.wait_for = threading.Event()
    session = shop_with_webhooks.creates_session()
    assert shop_with_webhooks.pays(session).status_code == 303
    assert shop_with_webhooks.reads_session(session).payment_status == "paid"
    receiver.wait_for.set()


def test_unsent_deliveries_are_sent_after_a_restart(start_shop, receiver):
    shop = start_shop(webhook_url="http://127.0.0.1:9/", retry_delays_s=(60, 60, 60))
    session = shop.creates_session()
    shop.pays(session)
    shop.server.stop()
    store_is_due = start_shop(webhook_url=receiver.url)
    store_is_due.server.account.store.execute("UPDATE deliveries SET due = 0")
    store_is_due.server.account.wake()
    assert {delivery.type for delivery in receiver.take(3)} == PAID


def test_events_can_be_read_again(shop):
    session = shop.paid_session()
    types = ["checkout.session.completed", "checkout.session.expired"]
    found = shop.client.v1.events.list({"types": types}).data
    assert [event.data.object.id for event in found] == [session.id]
    assert shop.client.v1.events.retrieve(found[0].id).type == "checkout.session.completed"
    assert len(shop.client.v1.events.list({"type": "payment_intent.*"}).data) == 1


def test_the_overview_shows_the_results_of_deliveries(
    shop_with_webhooks, receiver, eventually, text_of
):
    receiver.answers = [500]
    shop = shop_with_webhooks
    shop.client.v1.checkout.sessions.expire(shop.creates_session().id)
    eventually(lambda: states(shop) == ["delivered"])
    page = requests.get(f"{shop.base}/", timeout=5).text
    assert "delivered 2 200" in text_of(page)
