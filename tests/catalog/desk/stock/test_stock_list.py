"""*Catalogue → Stock*: what the list shows, in fixed queries."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.back_in_stock.requests import request_stock_mail
from catalog.models import Stock, StockMove, StockRequest
from catalog.models.stock import add_stock, hold_stock, sell_held_stock
from tests.builders import a_category, a_member, a_product, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return a_visitor(a_member("Catalog Editors"))


def rows(visitor, query: str = "") -> list:
    return list(visitor.get(f"{reverse('list_stock')}?{query}").context["object_list"])


def skus(visitor, query: str = "") -> list[str]:
    return [row.sku for row in rows(visitor, query)]


def sell(page, pieces: int, *, days_ago: int = 0) -> None:
    hold_stock({page.sku: pieces})
    sell_held_stock({page.sku: pieces}, reference="AV-1")
    newest = StockMove.objects.latest("pk")
    moved_at = timezone.now() - timedelta(days=days_ago)
    StockMove.objects.filter(pk=newest.pk).update(moved_at=moved_at)


def test_a_row_shows_stock_sales_of_30_days_and_how_long_it_lasts(editor):
    wax = a_product(stock=100, title="Hard Wax")
    sell(wax, 10)
    sell(wax, 5, days_ago=29)
    sell(wax, 40, days_ago=31)
    hold_stock({wax.sku: 6})
    [row] = rows(editor)
    assert (row.sku, row.title) == (wax.sku, "Hard Wax")
    assert (row.on_hand, row.held, row.free, row.low_at) == (45, 6, 39, 5)
    assert (row.sold, row.days_left) == (15, 78)


def test_a_row_counts_the_addresses_that_wait_for_a_sold_out_product(editor):
    wax, cloth = a_product(stock=0, sku="AUT-A-1"), a_product(stock=0, sku="AUT-B-1")
    for email in ("ann@example.com", "ben@example.com"):
        request_stock_mail(sku=wax.sku, email=email)
    StockRequest.objects.filter(email="ben@example.com").update(queued_at=timezone.now())
    request_stock_mail(sku=wax.sku, email="cat@example.com")
    assert [(row.sku, row.waiting) for row in rows(editor)] == [(wax.sku, 2), (cloth.sku, 0)]
    assert "cat@example.com" not in editor.get(reverse("list_stock")).text


def test_returned_goods_do_not_lower_the_sales(editor):
    wax = a_product(stock=9)
    sell(wax, 3)
    add_stock(wax.sku, 2, reason=StockMove.Reason.RETURN)
    assert [row.sold for row in rows(editor)] == [3]


def test_without_sales_the_days_left_are_a_dash(editor):
    a_product(stock=9)
    [row] = rows(editor)
    assert (row.sold, row.days_left) == (0, None)
    assert 'data-label="Days left">–</td>' in editor.get(reverse("list_stock")).text


def test_the_lowest_above_their_threshold_come_first(editor):
    many, low, out = a_product(stock=50), a_product(stock=20), a_product(stock=0)
    Stock.objects.filter(pk=low.sku).update(low_at=30)
    assert skus(editor) == [low.sku, out.sku, many.sku]


@pytest.mark.parametrize(
    ("level", "expected"), [("low", ["LOW", "OUT"]), ("out", ["OUT"]), ("held", ["HELD"])]
)
def test_the_list_is_filtered_by_level(editor, level, expected):
    a_product(sku="LOW", stock=5)
    a_product(sku="OUT", stock=0)
    hold_stock({a_product(sku="HELD", stock=50).sku: 1})
    a_product(sku="DRAFT", stock=0, live=False)
    assert sorted(skus(editor, f"level={level}")) == expected


def test_the_links_to_the_levels_count_what_they_lead_to(editor):
    a_product(stock=5), a_product(stock=0), a_product(stock=0, live=False)
    hold_stock({a_product(stock=50).sku: 1})
    chips = editor.get(reverse("list_stock")).context["chips"]
    assert [(chip["name"], chip["count"]) for chip in chips] == [
        ("All", 4), ("Low or sold out", 2), ("Sold out", 1), ("Held", 1),
    ]  # fmt: skip
    for chip in chips:
        assert len(rows(editor, chip["url"].partition("?")[2])) == chip["count"]


def test_the_list_is_filtered_by_category(editor):
    a_product()
    mat = a_product(category=a_category("interior"))
    assert skus(editor, f"category={mat.category_id}") == [mat.sku]


@pytest.mark.parametrize(
    ("words", "found"), [("aut-cc-77", 1), ("hard wax", 1), ("WAX", 1), ("mitt", 0), ("…", 0)]
)
def test_the_list_is_searched_by_sku_and_title(editor, words, found):
    a_product(sku="AUT-CC-777", title="Hard Wax")
    a_product(sku="AUT-XX-001", title="Cloth")
    assert len(rows(editor, f"q={words}")) == found


def test_the_list_is_sorted_by_each_column(editor):
    first = a_product(sku="A-1", title="Alpha", stock=10)
    second = a_product(sku="B-1", title="Beta", stock=40)
    third = a_product(sku="C-1", title="Gamma", stock=30)
    sell(second, 20)
    sell(third, 2)
    hold_stock({second.sku: 2, third.sku: 1})
    Stock.objects.filter(pk="A-1").update(low_at=1)
    Stock.objects.filter(pk="C-1").update(low_at=9)
    a, b, c = first.sku, second.sku, third.sku
    orders = {
        "title": [a, b, c], "-title": [c, b, a], "sku": [a, b, c], "-sku": [c, b, a],
        "on_hand": [a, b, c], "-on_hand": [c, b, a], "held": [a, c, b], "-held": [b, c, a],
        "free": [a, b, c], "-free": [c, b, a], "low_at": [a, b, c], "-low_at": [c, b, a],
        "sold": [c, b, a], "-sold": [b, c, a], "days_left": [b, c, a], "-days_left": [c, b, a],
    }  # fmt: skip
    for ordering, expected in orders.items():
        assert skus(editor, f"ordering={ordering}") == expected, ordering


@pytest.mark.parametrize("query", ["", "level=low", "ordering=days_left", "q=glass"])
def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(editor, query):
    def queries(*, of_rows: int) -> int:
        while Stock.objects.count() < of_rows:
            sell(a_product(stock=6), 1)
        with CaptureQueriesContext(connection) as captured:
            assert len(rows(editor, query)) == of_rows
        return len(captured)

    queries(of_rows=1)  # fills caches of the process
    few = queries(of_rows=2)
    assert queries(of_rows=12) == few <= 20


def export(visitor, query: str) -> list[dict]:
    answer = visitor.get(f"{reverse('list_stock')}?{query}&export=csv")
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_has_the_filters_in_force_and_a_column_for_counts(editor):
    wax = a_product(stock=4, title="=HYPERLINK(1)")
    a_product(stock=50)
    sell(wax, 1)
    assert export(editor, "level=low") == [
        {
            "SKU": wax.sku, "Product": "'=HYPERLINK(1)", "On hand": "3", "Held": "0",
            "Free": "3", "Low at": "5", "Sold in 30 days": "1", "Days left": "90",
            "Waiting": "0", "Counted": "",
        }
    ]  # fmt: skip


def test_the_spreadsheet_has_the_same_rows(editor):
    a_product(stock=4)
    answer = editor.get(f"{reverse('list_stock')}?export=xlsx")
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    assert len(b"".join(answer.streaming_content)) > 1000


def test_the_export_reads_its_rows_in_batches(editor, django_assert_max_num_queries):
    for _ in range(9):
        a_product()
    with django_assert_max_num_queries(16):
        assert len(export(editor, "")) == 9


def test_a_deleted_page_leaves_its_stock_in_the_list(editor):
    wax = a_product(stock=3)
    wax.delete()
    [row] = rows(editor)
    assert (row.sku, row.title, row.is_live) == (wax.sku, "", False)
    assert "deleted page" in editor.get(reverse("list_stock")).text
