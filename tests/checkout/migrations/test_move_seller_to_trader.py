"""The seller on invoices of an older shop becomes the trader."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from sitewide.trader import Trader, current_trader

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

migration = import_module("checkout.migrations.0003_move_seller_to_trader")
OLD = {
    "name": "Old Shop",
    "line1": "1 Old Road",
    "line2": "",
    "city": "Leeds",
    "postcode": "LS1 1AA",
    "email": "old@example.com",
    "vat_number": "GB 000 0000 00",
}


@pytest.fixture
def older_apps():
    """The models before the move, and the table that it deletes."""
    columns = ", ".join(f"{name} varchar(254)" for name in OLD)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE checkout_seller (id integer PRIMARY KEY, {columns})")
    last = [("checkout", "0002_create_invoice_counter"), ("sitewide", "0001_trader")]
    apps = MigrationLoader(connection).project_state(last).apps
    apps.get_model("checkout", "Seller").objects.create(pk=1, **OLD)
    return apps


def test_the_details_are_moved(older_apps):
    migration.move_seller(older_apps, None)
    trader = current_trader()
    assert {name: getattr(trader, name) for name in OLD} == OLD
    assert trader.missing == ["legal name"]


def test_a_trader_that_exists_is_kept(older_apps):
    Trader.objects.create(name="New Shop")
    migration.move_seller(older_apps, None)
    assert Trader.objects.get().name == "New Shop"
