"""The owner's lists and reports with 100,000 orders: queries, and processor time of web and
database."""

import argparse
import logging
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from checkout.models import Order
from tests.benchmarks.processor_time import family_spent_s, postmaster
from tests.benchmarks.shop.full_catalogue import FullCatalogue
from tests.benchmarks.shop.order_history import fill_orders
from tests.builders import a_user, a_visitor
from tests.databases import migrated_copy

ORDERS, PRODUCTS = 100_000, 1_000
MOST_QUERIES, MOST_MS = 39, 400
TIMES = 5


@dataclass(frozen=True)
class PageCost:
    """Processor time of the median request."""

    queries: int
    web_ms: float
    database_ms: float

    @property
    def complaint(self) -> str:
        """What is more than allowed; empty when nothing is."""
        if self.queries > MOST_QUERIES:
            return f"{self.queries} queries, {MOST_QUERIES} are allowed"
        spent = self.web_ms + self.database_ms
        return f"{spent:.0f} ms, {MOST_MS} are allowed" if spent > MOST_MS else ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--orders", type=int, default=ORDERS)


def run(arguments: argparse.Namespace) -> int:
    """Fill a database that is thrown away, and print what each page costs. Returns 1 if one costs
    more than it may."""
    logging.disable(logging.WARNING)
    complaints = 0
    with migrated_copy():
        owner = a_user("owner@autovise.example", is_staff=True, is_superuser=True)
        FullCatalogue(owner).fill_up_to(PRODUCTS)
        fill_orders(arguments.orders)
        _refresh_statistics()
        print(f"\n{arguments.orders:,} orders on {connection.vendor}: web + database\n")
        for name, ask in _pages(a_visitor(owner)).items():
            cost = _cost_of(ask)
            complaints += bool(cost.complaint)
            print(
                f"  {name:34}{cost.queries:4} queries{cost.web_ms:8.0f} +{cost.database_ms:6.0f} ms"
                f"   {cost.complaint}",
                flush=True,
            )
    return 1 if complaints else 0


def _refresh_statistics() -> None:
    """Let the planner know the tables, as a database that has been running does."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _pages(desk) -> dict[str, Callable[[], HttpResponse]]:
    orders = reverse("checkout_order_modeladmin_index")
    customers = reverse("accounts_user_modeladmin_index")
    one = Order.objects.filter(user__isnull=False, invoice_number__isnull=False).first()
    assert one is not None
    today = timezone.localdate()
    quarter = {"first": str(today - timedelta(days=91)), "last": str(today)}
    year = {"first": str(today - timedelta(days=364)), "last": str(today)}
    asked = {
        "First page, 30 days": (reverse("wagtailadmin_home"), {}),
        "First page, 365 days": (reverse("wagtailadmin_home"), {"days": 365}),
        "Orders": (orders, {}),
        "Orders, page 500": (orders, {"p": 500}),
        "Orders by total": (orders, {"ordering": "-total_pence"}),
        "Orders: e-mail": (orders, {"q": one.email}),
        "Orders: number": (orders, {"q": one.number}),
        "Orders: name": (orders, {"q": one.name}),
        "Orders: postcode": (orders, {"q": one.postcode}),
        "Orders: phone": (orders, {"q": one.phone}),
        "Orders: SKU": (orders, {"q": one.lines.all()[0].sku_id}),
        "Orders: payment": (orders, {"q": one.stripe_payment_intent_id}),
        "Orders: nothing": (orders, {"q": "no such thing"}),
        "Orders to pack": (orders, {"dispatch": "due"}),
        "Orders with problems": (orders, {"problems": "any"}),
        "Orders of guests": (orders, {"buyer": "guest"}),
        "First orders": (orders, {"first": "yes"}),
        "Orders with refunds": (orders, {"refunds": "any"}),
        "Orders of a month": (orders, {"placed_at_from": str(today - timedelta(days=30))}),
        "One order": (reverse("checkout_order_modeladmin_inspect", args=[one.pk]), {}),
        "Customers": (customers, {}),
        "Customers: e-mail": (customers, {"q": one.email}),
        "One customer": (reverse("accounts_user_modeladmin_inspect", args=[one.user_id]), {}),
        "Carts": (reverse("checkout_cart_modeladmin_index"), {}),
        "Sales, 91 days": (reverse("show_sales_report"), quarter),
        "Sales, 365 days": (reverse("show_sales_report"), year),
        "VAT, 91 days": (reverse("show_vat_report"), quarter),
        "Payouts, 91 days": (reverse("show_payout_report"), quarter),
        "Stock": (reverse("list_stock"), {}),
    }
    return {name: partial(desk.get, path, data) for name, (path, data) in asked.items()}


def _cost_of(ask: Callable[[], HttpResponse]) -> PageCost:
    """Ask once to warm up, then a few times. The page must answer 200."""
    answer = ask()
    assert answer.status_code == 200, f"{answer.status_code} at {answer.request['PATH_INFO']}"
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)  # the next request empties the log
    spent = [_spent(ask) for _ in range(TIMES)]
    web, database = (statistics.median(each) * 1000 for each in zip(*spent, strict=True))
    return PageCost(queries, web, database)


def _spent(ask: Callable[[], HttpResponse]) -> tuple[float, float]:
    """Return the processor seconds of this process and of the database."""
    web, database = time.process_time(), _database_s()
    ask()
    return time.process_time() - web, _database_s() - database


def _database_s() -> float:
    """Return the processor seconds of the database's processes; SQLite runs in this one."""
    return family_spent_s(postmaster()) if connection.vendor == "postgresql" else 0
