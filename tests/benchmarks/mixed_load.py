"""Shoppers, an editor, imports, Stripe's events and the clock, all at once, for some minutes.

Exit status 1 if a page failed, an order was lost or doubled, or more was sold than was there.
"""

import argparse
import csv
import logging
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import psutil
import requests
from django.db import connection, connections

from catalog.models import BundlePage, Category, ProductPage, ProductType, Stock
from catalog.offers.check import differences
from tests.benchmarks.checkouts import wait_until_settled
from tests.benchmarks.figure import Figure
from tests.benchmarks.figures import exit_status
from tests.benchmarks.in_parallel import spread
from tests.benchmarks.shop.books import figure_of, read_books
from tests.benchmarks.shop.buyer import NotServed, buy
from tests.benchmarks.shop.open_shop import OpenShop, an_open_shop
from tests.benchmarks.shop.shelves import fill_shelves
from tests.builders import a_product
from tests.databases import migrated_copy
from tests.pytest_runs import ROOT

MINUTES = 15
SHOPPERS = 6
PAGES_BEFORE_A_PURCHASE = 6
SCARCE, SCARCE_PIECES = 10, 15  # products that sell out
PAUSE_S, EDIT_EVERY_S, IMPORT_EVERY_S, MEASURE_EVERY_S = 0.2, 2, 60, 5
ROWS = 200
COLUMNS = ("sku", "title", "tier", "product_type", "category", "price", "description")
WORDS = ("cleaner", "glass", "set", "dashcam", "mat", "winter", "zzz")


@dataclass
class Seen:
    """What was observed; shared by all threads."""

    took_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    purchases: int = 0
    edits: int = 0
    imported: int = 0
    peak_mb: dict[str, float] = field(default_factory=dict)
    first_mb: dict[str, float] = field(default_factory=dict)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float, default=MINUTES)


def run(arguments: argparse.Namespace) -> int:
    logging.disable(logging.WARNING)
    print(f"\nMixed load on {connection.vendor} for {arguments.minutes:g} minutes\n", flush=True)
    with migrated_copy(), TemporaryDirectory() as folder:
        figures = _measure(arguments.minutes * 60, Path(folder))
    for figure in figures:
        print(figure, flush=True)
    return exit_status(figures)


def _measure(seconds: float, folder: Path) -> list[Figure]:
    baskets = fill_shelves()
    scarce = [a_product(999, stock=SCARCE_PIECES) for _ in range(SCARCE)]
    baskets += [(page, page) for page in scarce]
    seen, over = Seen(), threading.Event()
    with an_open_shop(sends_events=True, mails=True, clock=True) as shop:
        shoppers = [_shopper(shop, baskets, seen, number) for number in range(SHOPPERS)]
        others = [_editor(seen), _importer(shop, folder, seen), _memory(shop, seen)]
        with _repeating([*shoppers, *others], over):
            time.sleep(seconds)
            over.set()
        wait_until_settled()
        return [*_figures(seen), *_figures_of_stock(), figure_of(read_books(shop.side))]


@contextmanager
def _repeating(actions: list[Callable[[], float]], over: threading.Event) -> Iterator[None]:
    """Call each action in a thread of its own, again after as many seconds as it returns."""

    def repeat(action: Callable[[], float]) -> None:
        try:
            while not over.is_set():
                over.wait(action())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=repeat, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _shopper(shop: OpenShop, baskets: list, seen: Seen, seed: int) -> Callable[[], float]:
    chance = random.Random(seed)  # noqa: S311
    products = [page.get_url() for page in ProductPage.objects.live()]
    bundles = [page.get_url() for page in BundlePage.objects.live()]
    browser = requests.Session()

    def read(kind: str, path: str) -> None:
        began_at = time.perf_counter()
        status = browser.get(f"{shop.address}{path}", timeout=60).status_code
        seen.took_ms[kind].append((time.perf_counter() - began_at) * 1000)
        if status != 200:
            seen.errors.append(f"{status} at {path}")

    def shop_around() -> float:
        for _ in range(PAGES_BEFORE_A_PURCHASE):
            kind = chance.choice(("home", "list", "product", "product", "bundle", "search"))
            word = quote(f"{chance.choice(WORDS)} {chance.randrange(50)}")
            path = {
                "home": "/",
                "list": f"/products/?page={chance.randrange(1, 3)}",
                "product": chance.choice(products),
                "bundle": chance.choice(bundles),
                "search": f"/search/?q={word}",
            }[kind]
            read(kind, path)
        began_at = time.perf_counter()
        try:
            buy(shop.address, chance.choice(baskets))
            seen.purchases += 1
            seen.took_ms["purchase"].append((time.perf_counter() - began_at) * 1000)
        except NotServed as refusal:
            is_error = str(refusal)[:1] == "5"
            (seen.errors if is_error else seen.refusals).append(str(refusal)[:200])
        return PAUSE_S

    return shop_around


def _editor(seen: Seen) -> Callable[[], float]:
    chance = random.Random(1)  # noqa: S311

    def publish() -> float:
        page = chance.choice(list(ProductPage.objects.live()))
        page.price_pence = chance.randrange(500, 5000)
        page.save_revision().publish()
        seen.edits += 1
        return EDIT_EVERY_S

    return publish


def _importer(shop: OpenShop, folder: Path, seen: Seen) -> Callable[[], float]:
    category = Category.objects.values_list("slug", flat=True)[0]
    kind = ProductType.objects.values_list("name", flat=True)[0]

    def import_rows() -> float:
        number, path = seen.imported, folder / "rows.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for row in range(number, number + ROWS):
                texts = ("standard", kind, category, "12.99", "Made for this.")
                writer.writerow((f"LOAD-{row}", f"Load Item {row}", *texts))
        command = [sys.executable, "manage.py", "import_products", str(path)]
        done = subprocess.run(
            command, cwd=ROOT, env=shop.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            seen.errors.append(f"import: {(done.stdout + done.stderr)[-300:]}")
        else:
            seen.imported += ROWS
        return IMPORT_EVERY_S

    return import_rows


def _memory(shop: OpenShop, seen: Seen) -> Callable[[], float]:
    """Resident memory of the largest process of each kind, in MB."""

    def measure() -> float:
        for name, pid in shop.process_ids.items():
            with suppress(psutil.NoSuchProcess):
                process = psutil.Process(pid)
                family = [process, *process.children(recursive=True)]
                largest = max(each.memory_info().rss for each in family) / 2**20
                seen.first_mb.setdefault(name, largest)
                seen.peak_mb[name] = max(largest, seen.peak_mb.get(name, 0))
        return MEASURE_EVERY_S

    return measure


def _figures(seen: Seen) -> Iterator[Figure]:
    pages = sum(len(times) for kind, times in seen.took_ms.items() if kind != "purchase")
    failed = "; ".join(seen.errors[:5])
    yield Figure(f"Errors in {pages} pages and {seen.purchases} purchases", f"{len(seen.errors)}",
                 failed)  # fmt: skip
    yield Figure("Purchases refused, such as for want of stock", f"{len(seen.refusals)}")
    yield Figure("Prices published; rows imported", f"{seen.edits}; {seen.imported}")
    for kind, times in sorted(seen.took_ms.items()):
        yield Figure(f"{kind}: p50 / p95 of {len(times)}", spread(times))
    for name, peak in seen.peak_mb.items():
        yield Figure(f"Memory of {name}, largest process: first, peak",
                     f"{seen.first_mb[name]:.0f}, {peak:.0f} MB")  # fmt: skip


def _figures_of_stock() -> Iterator[Figure]:
    oversold = [stock.sku_id for stock in Stock.objects.all() if stock.on_hand < stock.held]
    yield Figure("Products oversold", f"{len(oversold)}", ", ".join(oversold))
    wrong = [str(difference) for difference in differences()]
    yield Figure("Offers that differ from their pages", f"{len(wrong)}", "; ".join(wrong[:3]))
