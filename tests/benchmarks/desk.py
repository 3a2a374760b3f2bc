"""The catalogue desk at 100 and at 10,000 products: what its pages cost, and what they may."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse

from catalog.models import BundlePage, ProductPage
from tests.benchmarks.measurements import PageCost, cost_of
from tests.benchmarks.shop.full_catalogue import FullCatalogue
from tests.builders import a_user, a_visitor
from tests.databases import migrated_copy

LIST_MOST, FORM_MOST = 30, 60
FEW, MANY = 100, 10_000
TICKED = 50
FILTERS = {
    "status": "live", "status=changed": "changed", "status=waiting": "waiting",
    "status=scheduled": "scheduled", "featured": "true",
    "picture": "todo", "tier": "pro", "stock": "low",
    "price_from": "50", "category": "1", "subcategory": "1", "product_type": "1", "tags": "1",
}  # fmt: skip


@dataclass(frozen=True)
class DeskPage:
    """A page, how to ask for it, and how many queries it may take (none: only no growth)."""

    name: str
    ask: Callable[[], HttpResponse]
    most_queries: int | None = None


@dataclass
class Row:
    page: DeskPage
    costs: list[PageCost] = field(default_factory=list)

    def complaint(self) -> str:
        """What is wrong with the figures; empty when nothing is."""
        few, many = self.costs[0].queries, self.costs[-1].queries
        if self.page.most_queries and many >= self.page.most_queries:
            return f"{many} queries, fewer than {self.page.most_queries} are allowed"
        return f"grows from {few} to {many} queries" if many > few else ""


def run_desk_benchmark(*, many: int) -> int:
    """Fill a database that is thrown away, measure, show the table; the exit status."""
    with migrated_copy():
        editor = a_user("catalogue@autovise.example", is_staff=False)
        editor.groups.add(Group.objects.get(name="Catalog Editors"))
        catalogue = FullCatalogue(editor)
        catalogue.fill_up_to(FEW)
        rows = [Row(page) for page in pages_to_measure(editor)]
        for row in rows:
            row.costs.append(cost_of(row.page.ask))
        catalogue.fill_up_to(many)
        for row in rows:
            row.costs.append(cost_of(row.page.ask))
        return _show(rows, many)


def pages_to_measure(editor) -> list[DeskPage]:
    desk, anonymous = a_visitor(editor), a_visitor()
    products, bundles = reverse("products:index"), reverse("bundles:index")
    return [
        DeskPage("Dashboard", partial(desk.get, reverse("wagtailadmin_home"))),
        *_lists(desk, products, bundles),
        *_forms(desk),
        *_snippet_lists(desk),
        DeskPage("Change 50 prices: form", partial(desk.get, _bulk_price_url())),
        DeskPage("Change 50 prices: old → new", partial(desk.post, _bulk_price_url(), RAISE)),
        DeskPage("Shop: home", partial(anonymous.get, "/")),
        DeskPage("Shop: products", partial(anonymous.get, "/products/")),
        DeskPage("Shop: by price, page 3", partial(anonymous.get, "/products/?sort=price&page=3")),
        DeskPage("Shop: bundles", partial(anonymous.get, "/bundles/")),
        DeskPage("Shop: search", partial(anonymous.get, "/search/?q=hard+wax")),
    ]


RAISE = {"direction": "up", "percent": "10"}


def _lists(desk, products: str, bundles: str) -> list[DeskPage]:
    asked = {
        "Products": {},
        "Products, page 2": {"p": 2},
        "Search: name": {"q": "Hard Wax"},
        "Search: SKU": {"q": "AUT-BM-00042"},
        "Search: product code": {"q": "CODE00042"},
        "Search: nothing": {"q": "no such thing"},
        "Sort: price": {"ordering": "-price_pence"},
        "Sort: stock": {"ordering": "sku_claim__stock__on_hand"},
        "Sort: type": {"ordering": "product_type__name"},
    } | {f"Filter: {name}": {name.partition("=")[0]: value} for name, value in FILTERS.items()}
    return [
        *(DeskPage(name, partial(desk.get, products, data), LIST_MOST)
          for name, data in asked.items()),
        DeskPage("Bundles", partial(desk.get, bundles), LIST_MOST),
        DeskPage("Bundles: search", partial(desk.get, bundles, {"q": "Set"}), LIST_MOST),
        DeskPage("Stock", partial(desk.get, reverse("list_stock")), LIST_MOST),
        DeskPage("Stock: by days left", partial(
            desk.get, reverse("list_stock"), {"ordering": "days_left"}), LIST_MOST),
        DeskPage("Stock ledger", partial(desk.get, reverse("list_stock_moves")), LIST_MOST),
    ]  # fmt: skip


def _forms(desk) -> list[DeskPage]:
    products = ProductPage.objects.order_by("path")
    opened = {
        "Open a product": products[3],
        "Open a product that waits": products[1],
        "Open a bundle": BundlePage.objects.order_by("path")[1],
    }
    history = partial(desk.get, _edit_url(products[1], "history"))
    return [
        *(DeskPage(name, partial(desk.get, _edit_url(page)), FORM_MOST)
          for name, page in opened.items()),
        DeskPage("History of a product", history, LIST_MOST),
    ]  # fmt: skip


def _edit_url(page, view: str = "edit") -> str:
    return reverse(f"wagtailadmin_pages:{view}", args=[page.pk])


def _snippet_lists(desk) -> list[DeskPage]:
    names = {"Categories": "category", "Subcategories": "subcategory", "Types": "producttype"}
    return [
        DeskPage(
            f"Snippets: {name}",
            partial(desk.get, reverse(f"wagtailsnippets_catalog_{model}:list")),
            LIST_MOST,
        )
        for name, model in (names | {"Tags": "tag"}).items()
    ]


def _bulk_price_url() -> str:
    ids = ProductPage.objects.order_by("path").values_list("pk", flat=True)[:TICKED]
    asked = "&".join(f"id={pk}" for pk in ids)
    base = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "change_price"])
    return f"{base}?{asked}&next={reverse('products:index')}"


def _show(rows: list[Row], many: int) -> int:
    print(f"\nThe desk on {connection.vendor}: {FEW} and {many} products\n")
    print(f"{'':32}{'queries':>18}{'median ms':>18}")
    print(f"{'':32}{FEW:>9}{many:>9}{FEW:>9}{many:>9}")
    for row in rows:
        few, much = row.costs
        print(
            f"{row.page.name:32}{few.queries:>9}{much.queries:>9}"
            f"{few.median_ms:>9.0f}{much.median_ms:>9.0f}  {row.complaint()}"
        )
    return 1 if any(row.complaint() for row in rows) else 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--products", type=int, default=MANY, help="how many are many")


def run(arguments: argparse.Namespace) -> int:
    return run_desk_benchmark(many=arguments.products)
