"""Public pages from the page cache, against a bare Django view under the same gunicorn."""

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from catalog.models import ProductPage
from tests.benchmarks.figure import Figure
from tests.benchmarks.served import HELLO, SHOP, served
from tests.benchmarks.shop.full_catalogue import FullCatalogue
from tests.builders import a_user

PRODUCTS = 200
ROUNDS = 5
REQUESTS_PER_ROUND = 600
MOST_TIMES_HELLO = 1.3


def measure(seconds: int) -> list[Figure]:
    """However many seconds: rounds of so many requests, the bare view and each page in turn."""
    FullCatalogue(a_user()).fill_up_to(PRODUCTS)
    product = ProductPage.objects.live().order_by("path").first()
    pages = {
        "home": "/",
        "list": "/products/",
        "list by price": "/products/?sort=price",
        "product": product.get_url(),
        "search": "/search/?q=wax",
    }
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autovise-bench-")))
        hello = stack.enter_context(served(HELLO, folder))
        shop = stack.enter_context(served(SHOP, folder))
        hellos: list[float] = []
        costs: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(ROUNDS):
            hellos.append(hello.cost_ms("/", count=REQUESTS_PER_ROUND))
            for name, path in pages.items():
                costs[name].append(shop.cost_ms(path, count=REQUESTS_PER_ROUND))
    return [
        Figure("Processor time of a bare Django view", f"{statistics.median(hellos):.3f} ms"),
        *(_figure(name, rounds, hellos) for name, rounds in costs.items()),
    ]


def _figure(name: str, rounds: list[float], hellos: list[float]) -> Figure:
    times = statistics.median(cost / hello for cost, hello in zip(rounds, hellos, strict=True))
    is_too_much = times > MOST_TIMES_HELLO
    return Figure(
        f"Processor time of a stored page: {name}",
        f"{statistics.median(rounds):.3f} ms, {times:.2f} × bare",
        f"more than {MOST_TIMES_HELLO} × bare" if is_too_much else "",
    )
