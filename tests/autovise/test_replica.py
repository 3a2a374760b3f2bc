"""Public pages are read from a replica, if it has what the database has; nothing else is."""

from contextlib import contextmanager

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from catalog.models import ProductPage
from sitewide.generation.replica import ALIAS
from tests import databases
from tests.autovise.page_cache.public_shop import CACHED
from tests.builders import a_cart, a_customer, a_product, a_visitor

pytestmark = pytest.mark.usefixtures("real_database")


@pytest.fixture
def page():
    return a_product(1299, title="Hard Wax", slug="hard-wax", stock=50)


@pytest.fixture
def replica(settings, page, monkeypatch):
    """A copy of the database as it is now. No change reaches it afterwards."""
    monkeypatch.setattr("sitewide.generation.replica._away_until", 0.0)
    with databases.copy_as(ALIAS):
        settings.DATABASE_ROUTERS = ["autovise.page_cache.replica_router.PublicPagesRouter"]
        with CACHED:
            yield connections[ALIAS]


@contextmanager
def counting(connection):
    with CaptureQueriesContext(connection) as queries:
        yield queries


def tables_read(queries) -> str:
    return " ".join(query["sql"] for query in queries)


def test_a_public_page_is_read_from_a_replica_that_is_current(replica, page):
    with counting(replica) as of_replica, counting(connections["default"]) as of_database:
        response = a_visitor().get(page.get_url())
    assert response.status_code == 200
    assert len(of_replica) > 3
    assert "catalog_stock" in tables_read(of_replica)
    assert "catalog_stock" not in tables_read(of_database)


def test_a_replica_that_lags_is_not_read(replica, page):
    ProductPage.objects.filter(pk=page.pk).update(price_pence=1399)
    with counting(replica) as of_replica:
        response = a_visitor().get(page.get_url())
    assert "£13.99" in response.text
    # It was asked for its generation, and for nothing else.
    assert len(of_replica) == 1


def test_a_page_read_from_the_replica_is_stored(replica, page):
    a_visitor().get(page.get_url())
    with counting(replica) as of_replica, counting(connections["default"]) as of_database:
        a_visitor().get(page.get_url())
    assert (len(of_replica), len(of_database)) == (0, 1)


def test_pages_are_served_while_the_replica_is_gone(replica, page, caplog):
    replica.close()
    connections.settings[ALIAS]["NAME"] = "/nowhere/at/all"
    for path in (page.get_url(), "/products/"):
        assert "£12.99" in a_visitor().get(path).text
    # Within the pause it was not asked again.
    assert caplog.messages.count("the replica is not read: OperationalError") == 1


@pytest.mark.parametrize("path", ["/cart/", "/users/profile/", "/accounts/login/", "/saved/"])
def test_personal_pages_never_read_the_replica(replica, page, path):
    customer = a_customer("sam@example.com")
    a_cart(page, user=customer)
    with counting(replica) as of_replica:
        response = a_visitor(customer).get(path)
    assert response.status_code in (200, 302)
    assert len(of_replica) == 0


def test_what_was_read_from_the_replica_is_saved_in_the_database(replica, page):
    read = ProductPage.objects.using(ALIAS).get(pk=page.pk)
    read.title = "Soft Wax"
    read.save(update_fields=["title"])
    assert list(ProductPage.objects.using("default").values_list("title")) == [("Soft Wax",)]
    assert list(ProductPage.objects.using(ALIAS).values_list("title")) == [("Hard Wax",)]


def test_an_object_kept_from_the_replica_reads_from_the_database_later(replica, page):
    kept = ProductPage.objects.using(ALIAS).get(pk=page.pk)
    assert kept.get_ancestors().db == "default"
    assert kept.bundle_parts.all().db == "default"
