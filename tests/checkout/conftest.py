"""Fixtures of a fakestripe server, with actions of shoppers and of Stripe."""

import atexit
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
import requests
import stripe
from django.conf import settings
from django.test import override_settings

from checkout.models import Order
from checkout.stripe import gateway
from fakestripe.clock import OwnClock
from fakestripe.server import Server
from fakestripe.settings import Settings
from tests.stripe_side import GOOD_CARD, StripeSide


@dataclass
class StripeServer:
    """The fakestripe server, with actions of the shopper (`pays`) and of Stripe (`expires`)."""

    base: str
    clock: OwnClock
    database: Path

    @property
    def side(self) -> StripeSide:
        """Further actions of Stripe, banks and shoppers, see `tests/stripe_side.py`."""
        return StripeSide(self.base, secret="whsec_for_tests")

    @property
    def client(self) -> stripe.StripeClient:
        return stripe.StripeClient("sk_test_reader", base_addresses={"api": self.base})

    def pays(self, order: Order, card: str = GOOD_CARD) -> requests.Response:
        order.refresh_from_db()
        address = f"{self.base}/c/pay/{order.stripe_session_id}"
        return requests.post(address, data={"card": card}, allow_redirects=False, timeout=5)

    def expires(self, order: Order) -> None:
        order.refresh_from_db()
        self.client.v1.checkout.sessions.expire(order.stripe_session_id)

    def session_of(self, order: Order):
        order.refresh_from_db()
        return self.client.v1.checkout.sessions.retrieve(order.stripe_session_id)

    def sessions(self) -> list:
        return self.client.v1.checkout.sessions.list().data

    def event_of(self, order: Order, kind: str = "checkout.session.completed") -> bytes:
        """Return the body of Stripe's event about this order's session."""
        order.refresh_from_db()
        events = self.client.v1.events.list({"type": kind}).data
        event = next(e for e in events if e.data.object["id"] == order.stripe_session_id)
        return json.dumps(event.to_dict()).encode()


@cache
def _started() -> tuple[Server, StripeServer]:
    """The server of all tests of this process: to start one takes as long as a short test."""
    account = Settings(port=0, data_dir=Path(mkdtemp(dir=settings.DATA_DIR)))
    clock = OwnClock()
    server = Server(account, clock)
    server.start()
    atexit.register(server.stop)
    address = f"http://127.0.0.1:{server.port}"
    return server, StripeServer(address, clock, account.database_path)


@contextmanager
def running_stripe() -> Iterator[StripeServer]:
    """A Stripe account without any payments, which the shop uses during the block."""
    server, stripe_server = _started()
    gateway._client.cache_clear()
    try:
        with override_settings(STRIPE_API_URL=stripe_server.base):
            yield stripe_server
    finally:
        server.delete_test_data()
        stripe_server.clock.advance(-stripe_server.clock.ahead_s)
        gateway._client.cache_clear()


@pytest.fixture
def stripe_server():
    with running_stripe() as server:
        yield server


@pytest.fixture
def stripe_is_down(settings):
    """Point the gateway to a closed port, without the library's waits."""
    settings.STRIPE_API_URL = "http://127.0.0.1:9"
    gateway._client.cache_clear()
    yield
    gateway._client.cache_clear()


def signature(body: bytes, *, secret: str = "whsec_for_tests", at: int | None = None) -> str:
    """Build a Stripe-Signature header as documented."""
    at = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


@pytest.fixture
def deliver(client):
    """Post a body to the webhook, correctly signed unless a header is given."""

    def post(body: bytes, header: str | None = None):
        header = signature(body) if header is None else header
        return client.post(
            "/webhook/stripe/",
            body,
            content_type="application/json",
            headers={"Stripe-Signature": header} if header else {},
        )

    return post
