"""The webhook over real HTTP with signed bodies, on its own database."""

import json
import threading
import time
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import requests
from django.core.wsgi import get_wsgi_application
from django.db import connections

from checkout.models import Order, OrderState, StripeEvent
from checkout.stripe import gateway
from tests.builders import a_product
from tests.checkout.builders import an_open_order, stock_of
from tests.checkout.conftest import signature

pytestmark = [pytest.mark.usefixtures("real_database"), pytest.mark.slow]

FIVE_MB = 5 * 1024 * 1024


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *arguments):
        """Log nothing."""


@pytest.fixture
def webhook(settings):
    """Return a function that posts to the webhook, correctly signed unless a header is given."""
    server = make_server("127.0.0.1", 0, None, handler_class=QuietHandler)
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.SITE_URL = f"http://127.0.0.1:{server.server_port}"
    application = get_wsgi_application()

    def closing_connections(environ, start_response):
        """Close the thread's own connections, because the database is deleted afterwards."""
        try:
            yield from application(environ, start_response)
        finally:
            connections.close_all()

    server.set_app(closing_connections)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def post(body: bytes, *, method: str = "POST", **headers: str | None) -> requests.Response:
        named = {"Stripe-Signature": signature(body), "Content-Type": "application/json"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(
            method,
            f"{settings.SITE_URL}/webhook/stripe/",
            data=body,
            headers={name: value for name, value in named.items() if value is not None},
            allow_redirects=False,
            timeout=30,
        )

    yield post
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def order(stripe_server):
    """Order paid at Stripe, without any event yet."""
    order = an_open_order(a_product(1299, stock=5))
    stripe_server.pays(order)
    return order


@pytest.fixture
def body(order, stripe_server):
    return stripe_server.event_of(order)


def state_of(order) -> str:
    return Order.objects.get(pk=order.pk).state


def outcomes() -> list[str]:
    return list(StripeEvent.objects.order_by("pk").values_list("outcome", flat=True))


def check_nothing_happened(order) -> None:
    assert state_of(order) == OrderState.AWAITING_PAYMENT
    assert outcomes() == []


def test_a_signed_event_gets_a_200_without_a_redirect(webhook, order, body):
    answer = webhook(body)
    assert (answer.status_code, answer.content) == (200, b"")
    assert state_of(order) == OrderState.PAID
    assert outcomes() == ["taken"]


def test_an_altered_byte_is_refused(webhook, order, body):
    altered = body.replace(b'"complete"', b'"complets"')
    assert altered != body
    assert webhook(altered, Stripe_Signature=signature(body)).status_code == 400
    check_nothing_happened(order)


@pytest.mark.parametrize("header", [None, "", "t=,v1=", "v1=00", "t=1", "nonsense"])
def test_a_missing_or_broken_header_is_refused(webhook, order, body, header):
    assert webhook(body, Stripe_Signature=header).status_code == 400
    check_nothing_happened(order)


@pytest.mark.parametrize("secret", ["whsec_for_tests", "whsec_rolled_in"])
def test_either_of_two_secrets_is_accepted_while_they_are_rolled(webhook, order, body, secret):
    assert webhook(body, Stripe_Signature=signature(body, secret=secret)).status_code == 200
    assert state_of(order) == OrderState.PAID


def test_another_secret_is_refused(webhook, order, body):
    header = signature(body, secret="whsec_of_somebody")
    assert webhook(body, Stripe_Signature=header).status_code == 400
    check_nothing_happened(order)


@pytest.mark.parametrize(("age_s", "status"), [(290, 200), (301, 400)])
def test_a_signature_is_valid_for_five_minutes(webhook, order, body, age_s, status):
    header = signature(body, at=int(time.time()) - age_s)
    assert webhook(body, Stripe_Signature=header).status_code == status
    assert outcomes() == (["taken"] if status == 200 else [])


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_another_method_is_refused(webhook, order, body, method):
    assert webhook(body, method=method).status_code == 405
    check_nothing_happened(order)


def test_a_body_of_five_megabytes_is_refused_unread(webhook, order, body):
    event = json.loads(body) | {"padding": "x" * FIVE_MB}
    assert webhook(json.dumps(event).encode()).status_code == 400
    check_nothing_happened(order)


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_the_content_type_is_ignored(webhook, order, body, content_type):
    """The signature covers the raw body, so a proxy that rewrites this header loses no payment."""
    assert webhook(body, Content_Type=content_type).status_code == 200
    assert state_of(order) == OrderState.PAID


def test_a_session_that_stripe_does_not_know_is_stored_and_changes_nothing(webhook, order, body):
    event = json.loads(body)
    event["data"]["object"]["id"] = "cs_test_unknown"
    assert webhook(json.dumps(event).encode()).status_code == 200
    assert outcomes() == ["not_ours"]
    assert state_of(order) == OrderState.AWAITING_PAYMENT


def test_another_shop_s_session_at_the_same_stripe_is_stored_and_changes_nothing(
    webhook, order, body, stripe_server
):
    elsewhere = stripe_server.client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": "https://example.com/",
            "client_reference_id": "SHOP-2-0001",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "gbp", "unit_amount": 1798, "product_data": {"name": "Tea"},
                    },
                }
            ],
        }
    )  # fmt: skip
    event = json.loads(body)
    event["data"]["object"]["id"] = elsewhere.id
    assert webhook(json.dumps(event).encode()).status_code == 200
    assert outcomes() == ["not_ours"]
    assert state_of(order) == OrderState.AWAITING_PAYMENT


def test_an_event_processed_before_gets_a_200_and_changes_nothing(webhook, order, body):
    page = order.lines.get().page.specific
    assert [webhook(body).status_code for _ in range(3)] == [200, 200, 200]
    assert outcomes() == ["taken"]
    assert stock_of(page) == (4, 0)


def test_a_500_leaves_no_partial_effect_and_the_next_delivery_is_applied(
    webhook, order, body, settings
):
    working, settings.STRIPE_API_URL = settings.STRIPE_API_URL, "http://127.0.0.1:9"
    gateway._client.cache_clear()
    assert webhook(body).status_code == 500
    assert (state_of(order), outcomes()) == (OrderState.AWAITING_PAYMENT, ["failed"])
    settings.STRIPE_API_URL = working
    gateway._client.cache_clear()
    assert webhook(body).status_code == 200
    assert (state_of(order), outcomes()) == (OrderState.PAID, ["taken"])


def test_the_inbox_contains_no_personal_data(webhook, order, body):
    session = json.loads(body)["data"]["object"]
    assert session["customer_details"]["email"] == order.email
    webhook(body)
    kept = json.dumps(StripeEvent.objects.get().payload)
    for private in (order.email, order.name, order.line1, order.postcode, order.city):
        assert private not in kept
    assert order.number in kept
    assert '"amount_total": 1798' in kept
