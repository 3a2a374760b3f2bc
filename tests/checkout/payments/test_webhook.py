"""Webhook events: signed, applied once, in any order. Forged events leave no trace."""

import json
import time

import pytest

from checkout.models import Order, OrderState, StripeEvent
from checkout.payments.settle import settle
from checkout.stripe.gateway import retrieve_session
from tests.builders import a_product
from tests.checkout.builders import an_open_order, changed, stock_of
from tests.checkout.conftest import signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid_order(stripe_server):
    order = an_open_order(a_product(1299, stock=5))
    stripe_server.pays(order)
    return order


@pytest.fixture
def body(paid_order, stripe_server):
    return stripe_server.event_of(paid_order)


def state_of(order) -> str:
    return Order.objects.get(pk=order.pk).state


def test_a_signed_event_settles_its_order(paid_order, body, deliver):
    assert deliver(body).status_code == 200
    assert state_of(paid_order) == OrderState.PAID
    event = StripeEvent.objects.get()
    assert (event.type, event.outcome) == ("checkout.session.completed", "taken")
    assert event.object_id == paid_order.stripe_session_id


def test_an_event_delivered_twice_settles_once(paid_order, body, deliver):
    assert [deliver(body).status_code for _ in range(2)] == [200, 200]
    assert StripeEvent.objects.count() == 1
    line = paid_order.lines.get()
    assert line.sku.stock.on_hand == 4


def test_an_event_signed_with_the_new_secret_is_accepted_during_rolling(paid_order, body, deliver):
    assert deliver(body, signature(body, secret="whsec_rolled_in")).status_code == 200
    assert state_of(paid_order) == OrderState.PAID


@pytest.mark.parametrize(
    "forge",
    [
        lambda body: (body, signature(body, secret="whsec_of_somebody")),
        lambda body: (body, signature(body, at=int(time.time()) - 301)),
        lambda body: (body.replace(b"complete", b"compleat"), signature(body)),
        lambda body: (body, ""),
        lambda body: (body, "t=1,v1=00"),
        lambda body: (body, "nonsense"),
        lambda body: (b"\xff\xfe", signature(b"\xff\xfe")),
        lambda body: (b"[]", signature(b"[]")),
        lambda body: (b'"text"', signature(b'"text"')),
        lambda body: (b"{}", signature(b"{}")),
        lambda body: (b"", signature(b"")),
    ],
    ids=[
        "another secret", "301 seconds old", "an altered byte", "no header", "a wrong header",
        "a header that is none", "no text", "a list", "a string", "an empty object", "nothing",
    ],
)  # fmt: skip
def test_an_unsigned_event_writes_nothing(paid_order, body, deliver, forge):
    assert deliver(*forge(body)).status_code == 400
    assert state_of(paid_order) == OrderState.AWAITING_PAYMENT
    assert not StripeEvent.objects.exists()


def test_a_get_is_refused(client):
    assert client.get("/webhook/stripe/").status_code == 405


def test_an_event_of_an_unknown_type_is_stored_and_ignored(paid_order, body, deliver):
    event = json.loads(body) | {"id": "evt_other", "type": "customer.created"}
    assert deliver(json.dumps(event).encode()).status_code == 200
    assert StripeEvent.objects.get().outcome == "not_ours"
    assert state_of(paid_order) == OrderState.AWAITING_PAYMENT


def test_an_event_of_the_wrong_mode_is_stored_and_not_processed(paid_order, body, deliver):
    event = json.loads(body) | {"id": "evt_live", "livemode": True}
    assert deliver(json.dumps(event).encode()).status_code == 200
    assert StripeEvent.objects.get().outcome == "wrong_mode"
    assert state_of(paid_order) == OrderState.AWAITING_PAYMENT


def test_the_content_of_an_event_is_not_trusted(stripe_server, deliver):
    """The session is read from Stripe: an old event that says "paid" has no effect."""
    order = an_open_order(a_product(1299, stock=5))
    other = an_open_order(a_product(1299, stock=5))
    stripe_server.pays(other)
    event = json.loads(stripe_server.event_of(other))
    event["data"]["object"]["id"] = order.stripe_session_id
    event["data"]["object"]["client_reference_id"] = order.number
    assert deliver(json.dumps(event).encode()).status_code == 200
    assert state_of(order) == OrderState.AWAITING_PAYMENT


def test_an_event_whose_object_cannot_be_read_is_retried(paid_order, body, client, settings):
    from checkout.stripe import gateway

    working, settings.STRIPE_API_URL = settings.STRIPE_API_URL, "http://127.0.0.1:9"
    gateway._client.cache_clear()
    client.raise_request_exception = False
    post = {"content_type": "application/json", "headers": {"Stripe-Signature": signature(body)}}
    assert client.post("/webhook/stripe/", body, **post).status_code == 500
    failed = StripeEvent.objects.get()
    assert (failed.outcome, failed.processed_at) == ("failed", None)
    assert failed.error.startswith("StripeUnavailable: ")
    assert state_of(paid_order) == OrderState.AWAITING_PAYMENT
    settings.STRIPE_API_URL = working
    gateway._client.cache_clear()
    assert client.post("/webhook/stripe/", body, **post).status_code == 200
    assert state_of(paid_order) == OrderState.PAID
    taken = StripeEvent.objects.get()
    assert (taken.outcome, taken.error) == ("taken", "")


def test_the_event_of_an_expired_session_releases_the_stock(stripe_server, deliver):
    wax = a_product(stock=5)
    order = an_open_order((wax, 2))
    stripe_server.expires(order)
    assert deliver(stripe_server.event_of(order, "checkout.session.expired")).status_code == 200
    assert state_of(order) == OrderState.EXPIRED
    assert stock_of(wax) == (5, 0)


def test_an_event_of_an_unknown_session_is_ignored(body, deliver):
    event = json.loads(body) | {"id": "evt_elsewhere"}
    event["data"]["object"]["id"] = "cs_test_of_another_account"
    assert deliver(json.dumps(event).encode()).status_code == 200
    assert StripeEvent.objects.get().outcome == "not_ours"


def test_an_event_of_another_api_version_is_processed_with_a_warning(
    paid_order, body, deliver, caplog
):
    event = json.loads(body) | {"api_version": "2019-01-01"}
    assert deliver(json.dumps(event).encode()).status_code == 200
    assert state_of(paid_order) == OrderState.PAID
    assert "API version 2019-01-01" in caplog.text


def test_a_failed_processing_payment_releases_the_stock(stripe_server, deliver):
    """Stripe's session stays complete and unpaid, as while the payment was processing."""
    wax = a_product(stock=5)
    order = an_open_order((wax, 2))
    stripe_server.pays(order)
    session = retrieve_session(order.stripe_session_id)
    settle(changed(session, payment_status="unpaid"))
    assert state_of(order) == OrderState.PROCESSING
    settle(changed(session, payment_status="unpaid"), has_failed=True)
    assert state_of(order) == OrderState.CANCELLED
    assert stock_of(wax) == (5, 0)
    assert order.cart.lines.get().quantity == 2


def test_only_the_failure_event_reports_a_failed_payment(stripe_server, deliver):
    """Only the event reports the failure: an open order is released, a paid one is not."""
    unpaid, paid = an_open_order(a_product()), an_open_order(a_product())
    stripe_server.pays(paid)
    event = json.loads(stripe_server.event_of(paid))
    event["type"] = "checkout.session.async_payment_failed"
    for number, order in enumerate((unpaid, paid)):
        event["id"] = f"evt_failed_{number}"
        event["data"]["object"]["id"] = order.stripe_session_id
        assert deliver(json.dumps(event).encode()).status_code == 200
    assert state_of(unpaid) == OrderState.CANCELLED
    assert state_of(paid) == OrderState.PAID


def a_thin_event(**changes) -> bytes:
    """Build the body of a thin event as documented for `v2.core.event`."""
    event = {
        "id": "evt_test_65R9Ijk8dKEYZcXeRWn16R9A7j1FSQ3w3TGDPLLGSM4CW0",
        "object": "v2.core.event",
        "type": "v1.billing.meter.no_meter_found",
        "livemode": False,
        "created": "2026-11-28T12:00:00.000Z",
        "context": None,
        "related_object": None,
        "reason": None,
    }
    return json.dumps(event | changes).encode()


@pytest.mark.parametrize(
    ("changes", "object_id"),
    [
        ({}, ""),
        (
            {
                "type": "v2.core.account.updated",
                "related_object": {"id": "acct_1", "type": "v2.core.account", "url": "/v2/x"},
            },
            "acct_1",
        ),
    ],
)
@pytest.mark.django_db
def test_a_thin_event_is_stored_and_ignored(deliver, changes, object_id):
    body = a_thin_event(**changes)
    assert [deliver(body).status_code for _ in range(2)] == [200, 200]
    event = StripeEvent.objects.get()
    assert (event.outcome, event.object_id) == ("not_ours", object_id)
    assert event.type == json.loads(body)["type"]


def test_a_thin_event_of_live_mode_is_not_processed(deliver):
    assert deliver(a_thin_event(livemode=True)).status_code == 200
    assert StripeEvent.objects.get().outcome == "wrong_mode"


def test_a_thin_event_that_stripe_did_not_sign_is_refused(deliver):
    body = a_thin_event()
    assert deliver(body, signature(body, secret="whsec_of_somebody")).status_code == 400
    assert not StripeEvent.objects.exists()


def test_a_malformed_thin_event_is_refused(deliver):
    body = json.dumps({"object": "v2.core.event"}).encode()
    assert deliver(body).status_code == 400
