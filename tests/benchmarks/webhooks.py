"""Stripe's events, each of them paying an order, until the shop has answered."""

import json
import time
from itertools import cycle, islice

import requests
from django.conf import settings
from tqdm import tqdm

from checkout.payments.start import start_payment
from fakestripe.webhooks.signatures import signature_header
from tests.benchmarks.figure import Figure
from tests.benchmarks.in_parallel import Run, run_in_parallel
from tests.benchmarks.processor_time import Meter
from tests.benchmarks.shop.books import figure_of, read_books
from tests.benchmarks.shop.open_shop import OpenShop, an_open_shop
from tests.benchmarks.shop.shelves import fill_shelves
from tests.builders import CONTACT, GUEST, a_cart
from tests.stripe_side import StripeSide

AT_ONCE = 8
EVENTS_PER_SECOND = 10
TO_WARM_UP = 32
PATIENCE_S = 60


def measure(seconds: int) -> list[Figure]:
    """Ten events for each second asked for, and a fifth of that one after the other."""
    many = seconds * EVENTS_PER_SECOND
    few = many // 5
    with an_open_shop(sends_events=False) as shop:
        events = iter(_events_of_paid_orders(shop.side, TO_WARM_UP + few + many))
        _deliver(shop, list(islice(events, TO_WARM_UP)), at_once=AT_ONCE)
        alone = _deliver(shop, list(islice(events, few)), at_once=1)
        bodies = list(events)
        meter = Meter(shop.process_ids)
        fresh = _deliver(shop, bodies, at_once=AT_ONCE)
        spent = meter.figure("an event", many)
        seen = _deliver(shop, bodies, at_once=AT_ONCE)
        return [
            *_figures("one after the other", alone),
            *_figures(f"{AT_ONCE} at once", fresh),
            spent,
            *_figures(f"seen before, {AT_ONCE} at once", seen),
            figure_of(read_books(shop.side)),
        ]


def _events_of_paid_orders(side: StripeSide, count: int) -> list[bytes]:
    """Of as many orders, each paid at Stripe's, of which the shop has not heard."""
    baskets = islice(cycle(fill_shelves()), count)
    for basket in tqdm(baskets, total=count, desc="Orders to pay", unit="", disable=None):
        cart = a_cart(*basket)
        order, _ = start_payment(cart=cart, user=GUEST, contact=CONTACT, shown_total_pence=None)
        order.refresh_from_db()
        side.pays(order.stripe_session_id)
    wanted = {"limit": 100, "type": "checkout.session.completed"}
    events = side.client.v1.events.list(wanted).auto_paging_iter()
    bodies = [json.dumps(event.to_dict()).encode() for event in events]
    assert len(bodies) == count
    return bodies


def _deliver(shop: OpenShop, bodies: list[bytes], *, at_once: int) -> Run[int]:
    return run_in_parallel(lambda body: _answer(shop, body), bodies, at_once=at_once)


def _answer(shop: OpenShop, body: bytes) -> int:
    """Signed now, as Stripe does for each delivery."""
    secret = settings.STRIPE_WEBHOOK_SECRETS[0]
    signature = signature_header(body, secret=secret, timestamp=int(time.time()))
    headers = {
        "Stripe-Signature": signature,
        "Content-Type": "application/json",
        "Connection": "close",
    }
    return requests.post(shop.webhook, body, headers=headers, timeout=PATIENCE_S).status_code


def _figures(how: str, run: Run[int]) -> list[Figure]:
    refused = [status for status in run.outcomes if status != 200]
    complaint = f"not taken: {len(refused)}, such as {refused[0]}" if refused else ""
    return [
        Figure(f"Webhook to 2xx, {how}: p50 / p95", run.spread(), complaint),
        Figure(f"Webhook, {how}: events", f"{run.per_second:.1f} /s"),
    ]
