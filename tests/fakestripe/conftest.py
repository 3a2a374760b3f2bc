"""Fixtures: a running fakestripe, a webhook receiver, and the `stripe` library as a client."""

import json
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe

from fakestripe.clock import OwnClock
from fakestripe.server import Server
from fakestripe.settings import Settings
from tests.stripe_side import Refused, StripeSide

SECRET = "whsec_of_these_tests"
DEADLINE_S = 5.0


@dataclass
class Delivery:
    body: bytes
    headers: dict[str, str]

    @property
    def type(self) -> str:
        return json.loads(self.body)["type"]

    def verified(self) -> stripe.Event:
        """As the shop reads it. Raises if the signature is wrong."""
        client = stripe.StripeClient("sk_test_reader")
        return client.construct_event(self.body, self.headers["Stripe-Signature"], SECRET)


@dataclass
class Receiver:
    """A shop's webhook: answers with `answers` in turn, then 200. A callable answer may wait."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    wait_for: threading.Event | None = None
    _post: queue.Queue[Delivery] = field(default_factory=queue.Queue)

    def next(self) -> Delivery:
        return self._post.get(timeout=DEADLINE_S)

    def take(self, count: int) -> list[Delivery]:
        return [self.next() for _ in range(count)]

    @property
    def is_empty(self) -> bool:
        return self._post.empty()

    def accept(self, delivery: Delivery) -> int:
        self._post.put(delivery)
        if self.wait_for:
            self.wait_for.wait(DEADLINE_S)
        return self.answers.pop(0) if self.answers else 200


class ReceiverServer(ThreadingHTTPServer):
    # The default of 5 drops connections when twenty deliveries arrive at once.
    request_queue_size = 64


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.accept(Delivery(body, dict(self.headers)))
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", receiver.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ReceiverServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/webhook/stripe/"
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    yield receiver
    server.shutdown()
    server.server_close()


@pytest.fixture
def clock() -> OwnClock:
    return OwnClock()


@dataclass
class Shop:
    """What a shop does with Stripe, and what its shoppers do on the hosted page."""

    server: Server
    client: stripe.StripeClient
    base: str

    @property
    def side(self) -> StripeSide:
        return StripeSide(self.base)

    def session_params(self, **changes: Any) -> dict[str, Any]:
        """A small order: two tins at £12.99 and £4.99 delivery."""
        params: dict[str, Any] = {
            "mode": "payment",
            "success_url": "http://127.0.0.1:9/done?session_id={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://127.0.0.1:9/cart",
            "customer_email": "shopper@example.com",
            "line_items": [self.line()],
            "shipping_options": [self.delivery(499)],
        }
        return {k: v for k, v in {**params, **changes}.items() if v is not None}

    def line(self, **changes: Any) -> dict[str, Any]:
        """`unit_amount=…`, `quantity=…`, `currency=…`, `name=…`; None leaves one out."""
        given = {"unit_amount": 1299, "quantity": 2, "currency": "gbp", "name": "Wax", **changes}
        price = {
            "currency": given["currency"],
            "unit_amount": given["unit_amount"],
            "product_data": {"name": given["name"]},
        }
        line = {
            "price_data": {k: v for k, v in price.items() if v is not None},
            "quantity": given["quantity"],
        }
        return {k: v for k, v in line.items() if v is not None}

    def delivery(self, pence: int, currency: str = "gbp") -> dict[str, Any]:
        return {
            "shipping_rate_data": {
                "display_name": "Delivery",
                "type": "fixed_amount",
                "fixed_amount": {"amount": pence, "currency": currency},
            }
        }

    def creates_session(self, options: Any = None, **changes: Any) -> Any:
        return self.client.v1.checkout.sessions.create(
            self.session_params(**changes), options or {}
        )

    def reads_session(self, session: Any, *expand: str) -> Any:
        params = {"expand": list(expand)} if expand else {}
        return self.client.v1.checkout.sessions.retrieve(session.id, params)

    def creates_coupon(self, **changes: Any) -> Any:
        params = {"amount_off": 400, "currency": "gbp", "duration": "once", **changes}
        return self.client.v1.coupons.create({k: v for k, v in params.items() if v is not None})

    def page_of(self, session: Any) -> str:
        return f"{self.base}/c/pay/{session.id}"

    def pays(
        self, session: Any, card: str = "4242424242424242", **fields: str
    ) -> requests.Response:
        """Posts the form of the hosted page; does not follow where it leads."""
        return requests.post(
            self.page_of(session), data={"card": card, **fields}, allow_redirects=False, timeout=5
        )

    def paid_session(self, **changes: Any) -> Any:
        session = self.creates_session(**changes)
        assert self.pays(session).status_code == 303
        return self.reads_session(session)

    def event_types(self) -> list[str]:
        """Oldest first."""
        return [event.type for event in self.client.v1.events.list({"limit": 100}).data][::-1]


@pytest.fixture
def start_shop(tmp_path: Path, clock: OwnClock) -> Iterator[Callable[..., Shop]]:
    """Starts a fakestripe on the test's own data folder, as often as the test asks."""
    running: list[Server] = []

    def start(**settings: Any) -> Shop:
        given = {"port": 0, "data_dir": tmp_path, "webhook_secret": SECRET, **settings}
        server = Server(Settings(**given), clock)
        server.start()
        running.append(server)
        base = f"http://127.0.0.1:{server.port}"
        client = stripe.StripeClient(
            "sk_test_shop", base_addresses={"api": base}, max_network_retries=0
        )
        return Shop(server, client, base)

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def shop(start_shop: Callable[..., Shop]) -> Shop:
    """A fakestripe that sends no webhooks."""
    return start_shop()


@pytest.fixture
def shop_with_webhooks(start_shop: Callable[..., Shop], receiver: Receiver) -> Shop:
    return start_shop(webhook_url=receiver.url, retry_delays_s=(0.01, 0.02, 0.03))


@pytest.fixture
def text_of() -> Callable[[str], str]:
    """The words of a page, without tags and runs of white space."""
    return lambda html: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Polls until it holds; fails after the deadline."""

    def wait(holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE_S
        pause = threading.Event()
        while not holds():
            assert time.monotonic() < deadline, "did not happen in time"
            pause.wait(0.01)

    return wait


@pytest.fixture
def refused_by_side():
    """`with refused_by_side(409, "part of the words"): …`"""

    @contextmanager
    def refused(status: int, words: str) -> Iterator[None]:
        with pytest.raises(Refused, match=re.escape(words)) as caught:
            yield
        assert caught.value.status == status

    return refused
