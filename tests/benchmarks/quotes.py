"""A quote of 50 lines: the arithmetic, and the whole reading of a stored cart."""

import statistics
import time
from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.prices import MoneyRules
from checkout.cart.summary import summarise_cart
from checkout.pricing.quote import LineInput, price_cart
from tests.benchmarks.figure import Figure
from tests.builders import GUEST, a_bundle, a_cart, a_product

LINES = 50
BUNDLES = 10
ROUNDS = 25


def measure(seconds: int) -> list[Figure]:
    """However many seconds: it is a matter of a few."""
    products = [a_product(499 + number, stock=20) for number in range(LINES - BUNDLES)]
    bundles = [a_bundle(*products[number : number + 3]) for number in range(BUNDLES)]
    cart = a_cart(*products, *bundles)
    reading = summarise_cart(cart, GUEST)
    lines = [
        LineInput(line.sku, line.title, line.quantity, line.unit) for line in reading.quote.lines
    ]
    assert len(lines) == LINES
    with CaptureQueriesContext(connection) as queries:
        summarise_cart(cart, GUEST)
    rules = MoneyRules()
    pure = _median_us(lambda: price_cart(lines=lines, is_first_order=True, rules=rules), calls=100)
    whole = _median_us(lambda: summarise_cart(cart, GUEST), calls=1)
    return [
        Figure("Quote of a 50-line cart: the arithmetic", f"{pure:.0f} µs"),
        Figure(
            f"Quote of a 50-line cart: read from the database, {len(queries)} queries",
            f"{whole:.0f} µs",
        ),
    ]


def _median_us(call: Callable, *, calls: int) -> float:
    """Of a call, over rounds of so many."""

    def took_us() -> float:
        began_at = time.perf_counter()
        for _ in range(calls):
            call()
        return (time.perf_counter() - began_at) / calls * 1_000_000

    return statistics.median(took_us() for _ in range(ROUNDS))
