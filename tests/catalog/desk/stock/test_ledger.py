"""*Stock → Ledger*: all changes of the stock, with filters, in fixed queries."""

import csv
import io
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.desk.stock.entries import book_count
from catalog.models import StockMove
from catalog.models.stock import add_stock, hold_stock, sell_held_stock
from tests.builders import a_member, a_product, a_user, a_visitor

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def editor(db):
    return a_visitor(a_member("Catalog Editors", first_name="Kim"))


def rows(visitor, query: str = "") -> list:
    return list(visitor.get(f"{reverse('list_stock_moves')}?{query}").context["object_list"])


def found(visitor, query: str = "") -> list[tuple[str, int]]:
    return [(row.sku, row.pieces) for row in rows(visitor, query)]


def happened(page, pieces: int, day: str) -> None:
    add_stock(page.sku, pieces, reason=StockMove.Reason.RETURN)
    moved_at = datetime.fromisoformat(f"{day}T23:30").replace(tzinfo=LONDON)
    StockMove.objects.filter(pk=StockMove.objects.latest("pk").pk).update(moved_at=moved_at)


def test_a_row_shows_the_change_and_what_was_on_hand_after_it(editor):
    wax = a_product(stock=5, title="Hard Wax")
    add_stock(wax.sku, -2, reason=StockMove.Reason.DAMAGE, reference="Leaked")
    row = rows(editor)[0]
    assert (row.sku, row.title, row.change, row.on_hand_after) == (wax.sku, "Hard Wax", "-2", 3)
    assert (row.reason, row.reference, row.who) == ("Damage", "Leaked", "the shop")


def test_what_was_on_hand_is_a_dash_if_it_is_not_known(editor):
    a_product(stock=5)
    StockMove.objects.update(on_hand_after=None)
    assert 'data-label="On hand after">–</td>' in editor.get(reverse("list_stock_moves")).text


def test_the_latest_change_comes_first(editor):
    wax = a_product(stock=5)
    for pieces in (1, 2, 3):
        add_stock(wax.sku, pieces, reason=StockMove.Reason.RETURN)
    assert found(editor) == [(wax.sku, 3), (wax.sku, 2), (wax.sku, 1), (wax.sku, 5)]


def test_the_ledger_is_filtered_by_sku_reason_and_date(editor):
    wax, mitt = a_product(sku="A-1", stock=5), a_product(sku="B-2", stock=0)
    happened(wax, 1, "2026-03-01")
    happened(mitt, 2, "2026-03-02")
    happened(wax, 3, "2026-03-03")
    assert found(editor, "sku=a-1") == [("A-1", 5), ("A-1", 3), ("A-1", 1)]
    assert found(editor, "reason=opening") == [("A-1", 5)]
    days = "moved_at_from=2026-03-02&moved_at_to=2026-03-03"
    assert found(editor, days) == [("A-1", 3), ("B-2", 2)]
    assert found(editor, f"{days}&sku=B-2&reason=return&reason=sale") == [("B-2", 2)]


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(editor):
    def queries(*, of_rows: int) -> int:
        while StockMove.objects.count() < of_rows:
            a_product(stock=6)
        with CaptureQueriesContext(connection) as captured:
            assert len(rows(editor)) == of_rows
        return len(captured)

    queries(of_rows=1)  # fills caches of the process
    few = queries(of_rows=2)
    assert queries(of_rows=12) == few <= 16


def export(visitor, query: str = "reason=sale&reason=damage") -> list[dict]:
    answer = visitor.get(f"{reverse('list_stock_moves')}?{query}&export=csv")
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_the_export_has_what_was_counted_when(editor):
    wax = a_product(stock=5)
    counted_at = timezone.now()
    add_stock(wax.sku, -1, reason=StockMove.Reason.DAMAGE)
    book_count(
        token=uuid4(), sku=wax.sku, counted=5, counted_at=counted_at, reference="", by=a_user()
    )
    [row] = export(editor, "reason=count")
    assert (row["Counted"], row["Change"], row["On hand after"]) == ("5", "0", "4")
    assert row["Counted at"] == f"{timezone.localtime(counted_at):%Y-%m-%d %H:%M}"


def test_the_export_neutralises_formulas_and_has_the_filters_in_force(editor):
    wax = a_product(stock=5, title="@SUM(A1)")
    add_stock(wax.sku, -1, reason=StockMove.Reason.DAMAGE, reference="=1+1")
    [row] = export(editor)
    assert row.pop("Date").startswith("20")
    assert row == {
        "SKU": wax.sku, "Product": "'@SUM(A1)", "Change": "-1", "Counted": "",
        "Counted at": "", "On hand after": "4", "Reason": "Damage", "Reference": "'=1+1",
        "By": "the shop",
    }  # fmt: skip


def test_the_number_of_an_order_is_exported_to_the_owner_only(editor, owner):
    wax = a_product(stock=5)
    hold_stock({wax.sku: 1})
    sell_held_stock({wax.sku: 1}, reference="AV-4711")
    assert [row["Reference"] for row in export(editor)] == [""]
    assert [row["Reference"] for row in export(a_visitor(owner))] == ["AV-4711"]
