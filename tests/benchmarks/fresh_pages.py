"""Public pages without the page cache, against a bare Django view under the same gunicorn.

`python -m tests.benchmarks pages --products 1000 50000` measures the growth too.
"""

import argparse
import logging
import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from catalog.models import ProductPage
from tests.benchmarks.figure import Figure
from tests.benchmarks.processor_time import family_spent_s, postmaster
from tests.benchmarks.served import HELLO, SHOP, Served, served
from tests.benchmarks.shop.full_catalogue import FullCatalogue
from tests.builders import a_user
from tests.databases import migrated_copy

PRODUCTS = 1_000
ROUNDS = 5
REQUESTS_PER_ROUND = 40
CART_LINES = 3


@dataclass(frozen=True)
class Page:
    """A page by its path, and how many bare views it may cost at 1,000 products on SQLite."""

    name: str
    path: str
    most_times_hello: int


@dataclass(frozen=True)
class Cost:
    """Processor time of a request. `database_ms` is 0 where the database has no process."""

    web_ms: float
    database_ms: float
    times_hello: float

    @property
    def sum_ms(self) -> float:
        return self.web_ms + self.database_ms


def measure(seconds: int) -> list[Figure]:
    """However many seconds: rounds of so many requests, the bare view and each page in turn."""
    catalogue = FullCatalogue(a_user())
    catalogue.fill_up_to(PRODUCTS)
    return [_figure(page, cost) for page, cost in _costs(_pages()).items()]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--products", type=int, nargs="+", default=[PRODUCTS])


def run(arguments: argparse.Namespace) -> int:
    """Print what each page costs at each size, and how it grows from the first size."""
    logging.disable(logging.WARNING)
    print(f"\nPages that are not stored, on {connection.vendor}: web + database, × bare view\n")
    first: dict[str, Cost] = {}
    with migrated_copy():
        catalogue = FullCatalogue(a_user())
        for products in sorted(arguments.products):
            catalogue.fill_up_to(products)
            for page, cost in _costs(_pages()).items():
                before = first.setdefault(page.name, cost)
                print(
                    f"  {products:7,} {page.name:16}{cost.web_ms:8.2f} + {cost.database_ms:6.2f} ms"
                    f"{cost.times_hello:8.1f} ×   grown {cost.sum_ms / before.sum_ms:5.2f} ×",
                    flush=True,
                )
    return 0


def _pages() -> list[Page]:
    product = ProductPage.objects.live().order_by("path").first()
    return [
        Page("home", "/", 20),
        Page("list", "/products/?page=2", 20),
        Page("list by price", "/products/?sort=price", 20),
        Page("list, filtered", "/products/s-3/?tier=pro", 16),
        Page("bundles", "/bundles/", 22),
        Page("search", "/search/?q=tyre+gauge", 25),
        Page("product", product.get_url(), 12),
        Page(f"cart of {CART_LINES}", "/cart/", 15),
    ]


def _costs(pages: list[Page]) -> dict[Page, Cost]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autovise-bench-")))
        hello = stack.enter_context(served(HELLO, folder))
        shop = stack.enter_context(served(SHOP, folder, PAGE_CACHE="no"))
        _fill_cart(shop)
        hellos: list[float] = []
        costs: dict[Page, list[tuple[float, float]]] = {page: [] for page in pages}
        for _ in range(ROUNDS):
            hellos.append(hello.cost_ms("/", count=REQUESTS_PER_ROUND * 10))
            for page in pages:
                costs[page].append(_with_database(shop, page.path))
    return {page: _median(rounds, hellos) for page, rounds in costs.items()}


def _fill_cart(shop: Served) -> None:
    for sku in ProductPage.objects.on_sale().values_list("sku_claim", flat=True)[:CART_LINES]:
        answer = shop.browser.post(
            f"{shop.address}/cart/add/", {"sku": sku}, headers={"Origin": shop.address}, timeout=60
        )
        assert answer.ok, answer.status_code


def _with_database(shop: Served, path: str) -> tuple[float, float]:
    """Return the processor time of a request, of the web process and of the database."""
    before = _database_spent_s()
    web_ms = shop.cost_ms(path, count=REQUESTS_PER_ROUND)
    return web_ms, (_database_spent_s() - before) * 1000 / (REQUESTS_PER_ROUND + 1)


def _database_spent_s() -> float:
    """Of PostgreSQL; SQLite works in the web process."""
    return family_spent_s(postmaster()) if connection.vendor == "postgresql" else 0.0


def _median(rounds: list[tuple[float, float]], hellos: list[float]) -> Cost:
    return Cost(
        statistics.median(web for web, _ in rounds),
        statistics.median(database for _, database in rounds),
        statistics.median(web / hello for (web, _), hello in zip(rounds, hellos, strict=True)),
    )


def _figure(page: Page, cost: Cost) -> Figure:
    is_too_much = cost.times_hello > page.most_times_hello and connection.vendor == "sqlite"
    return Figure(
        f"Processor time of a page that is not stored: {page.name}",
        f"{cost.sum_ms:.1f} ms, {cost.times_hello:.1f} × bare",
        f"more than {page.most_times_hello} × bare" if is_too_much else "",
    )
