"""At 50,000 products, the queries of the shop's pages read by index."""

import json
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import a_bundle, a_category, a_product, a_type, a_visitor
from tests.catalog.offers.many_offers import BIG, copy_product

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.slow]

PRODUCTS = 50_000
TABLES = {model._meta.db_table for model in BIG}
# What is asked, and what was asked before, so that the counts of the filters are known: these are
# counted once after each change, over all products.
PAGES = [
    ("/", "/"),
    ("/products/", "/products/?page=2"),
    ("/products/?sort=price", "/products/"),
    ("/products/?sort=price&page=40", "/products/"),
    ("/products/waxes/", "/products/waxes/?sort=price"),
    ("/bundles/", "/bundles/?sort=price"),
    ("/search/?q=copy17", "/search/?q=copy17"),
    ("/products/copy-40000/", "/products/wax/"),
    ("/bundles/first-wash/", "/products/wax/"),
    ("/cart/", "/"),
    ("/checkout/", "/"),
    ("/search/suggestions/?q=copy17", "/search/?q=wax"),
]


@pytest.fixture(scope="module")
def shelf(module_db):
    if connection.vendor != "postgresql":
        pytest.skip("EXPLAIN of PostgreSQL")
    wax = a_product(1299, slug="wax", category=a_category("cleaning-care"))
    a_product(category=a_category("waxes"))
    a_bundle(wax, a_product(), a_product(), slug="first-wash", featured=True)
    copy_product(wax, PRODUCTS, [a_type(f"Type {number}").pk for number in range(60)])
    return wax


@pytest.fixture
def visitor(shelf, db):
    visitor = a_visitor()
    visitor.defaults["HTTP_ORIGIN"] = "http://testserver"
    visitor.post("/cart/add/", {"sku": "AUT-ZZ-30000"})
    return visitor


def plan_of(sql: str) -> dict:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql)
        [[plan]] = cursor.fetchall()
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]


def nodes_of(plan: dict) -> Iterator[dict]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes_of(child)


def read_whole(sql: str) -> set[str]:
    """The large tables that the query reads from the first row to the last."""
    scans = [node for node in nodes_of(plan_of(sql)) if node["Node Type"] == "Seq Scan"]
    return {node["Relation Name"] for node in scans} & TABLES


@pytest.mark.parametrize(("address", "before"), PAGES)
def test_no_query_of_a_page_reads_a_large_table_from_end_to_end(visitor, address, before):
    visitor.get(before)
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(address).status_code == 200
    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert asked
    assert {sql: tables for sql in asked if (tables := read_whole(sql))} == {}
