"""Laws 1 and 4: each stock change is one conditional UPDATE with a reason."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Stock, StockMove
from catalog.models.stock import (
    OutOfStock,
    StockDisagrees,
    add_stock,
    hold_stock,
    mark_stock_firm,
    mark_stock_yielding,
    release_stock,
    sell_held_stock,
)
from tests.builders import a_user

pytestmark = pytest.mark.django_db


def figures(sku: str) -> tuple[int, int]:
    """(on hand, held)"""
    return Stock.objects.values_list("on_hand", "held").get(pk=sku)


def moves() -> list[tuple]:
    rows = StockMove.objects.order_by("pk").exclude(reason=StockMove.Reason.OPENING)
    return list(rows.values_list("sku", "pieces", "reason", "reference"))


def test_holding_does_not_change_the_stock_on_hand(wax):
    hold_stock({wax: 3})
    assert figures(wax) == (5, 3)
    assert moves() == []


def test_the_last_piece_can_be_held(wax):
    hold_stock({wax: 3})
    hold_stock({wax: 2})
    assert figures(wax) == (5, 5)


def test_more_pieces_than_are_free_cannot_be_held(wax):
    hold_stock({wax: 3})
    with pytest.raises(OutOfStock) as missing:
        hold_stock({wax: 3})
    assert (missing.value.sku, missing.value.wanted) == (wax, 3)
    assert figures(wax) == (5, 3)


def test_one_missing_piece_rolls_back_the_whole_hold(wax, mitt):
    with pytest.raises(OutOfStock, match="3 × AUT-CC-002"), transaction.atomic():
        hold_stock({wax: 1, mitt: 3})
    assert (figures(wax), figures(mitt)) == ((5, 0), (2, 0))


def test_a_sku_without_stock_cannot_be_held():
    with pytest.raises(OutOfStock):
        hold_stock({"NO-SUCH": 1})


def test_a_demand_of_nothing_writes_nothing(wax, django_assert_num_queries):
    with django_assert_num_queries(0):
        hold_stock({wax: 0})
        hold_stock({})


def test_released_pieces_are_free_again(wax):
    hold_stock({wax: 3})
    release_stock({wax: 2})
    assert figures(wax) == (5, 1)
    assert moves() == []


def test_pieces_that_are_not_held_cannot_be_released(wax):
    hold_stock({wax: 1})
    with pytest.raises(StockDisagrees, match="2 × AUT-CC-001 should be held"):
        release_stock({wax: 2})
    assert figures(wax) == (5, 1)


def test_sold_pieces_leave_stock_and_hold(wax):
    hold_stock({wax: 3})
    sell_held_stock({wax: 2}, reference="AV-1")
    assert figures(wax) == (3, 1)
    assert moves() == [(wax, -2, "sale", "AV-1")]


def test_pieces_that_are_not_held_cannot_be_sold(wax):
    hold_stock({wax: 1})
    with pytest.raises(StockDisagrees, match="AV-1"):
        sell_held_stock({wax: 2}, reference="AV-1")
    assert figures(wax) == (5, 1)
    assert moves() == []


def test_added_pieces_are_recorded_with_reason_and_user(wax):
    owner = a_user()
    add_stock(wax, 4, reason=StockMove.Reason.DELIVERY, reference="Van 7", moved_by=owner)
    assert figures(wax) == (9, 0)
    assert moves() == [(wax, 4, "delivery", "Van 7")]
    assert StockMove.objects.get(reference="Van 7").moved_by == owner


def test_free_pieces_can_be_removed(wax):
    hold_stock({wax: 3})
    add_stock(wax, -2, reason=StockMove.Reason.DAMAGE)
    assert figures(wax) == (3, 3)
    assert moves() == [(wax, -2, "damage", "")]


def test_held_pieces_cannot_be_removed(wax):
    hold_stock({wax: 3})
    with pytest.raises(OutOfStock) as missing:
        add_stock(wax, -3, reason=StockMove.Reason.DAMAGE)
    assert missing.value.wanted == 3
    assert figures(wax) == (5, 3)
    assert moves() == []


def test_opening_stock_is_a_move_too(wax):
    opening = StockMove.objects.get()
    assert (opening.sku_id, opening.pieces, opening.reason) == (wax, 5, "opening")


@pytest.mark.parametrize(
    "move",
    [hold_stock, release_stock, lambda demand: sell_held_stock(demand, reference="AV-1")],
    ids=["hold", "release", "sell"],
)
def test_rows_are_updated_in_the_order_of_their_skus(wax, mitt, move):
    Stock.objects.update(held=1)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        move({mitt: 1, wax: 1})
    taken = [q["sql"] for q in queries if q["sql"].startswith('UPDATE "catalog_stock"')]
    assert len(taken) == 2
    assert [wax in taken[0], mitt in taken[1]] == [True, True]


def test_each_change_is_one_conditional_update(wax):
    with CaptureQueriesContext(connection) as queries:
        hold_stock({wax: 1})
    assert len(queries) == 1
    assert queries[0]["sql"].startswith('UPDATE "catalog_stock" SET "held" = ')


def yielding(sku: str) -> int:
    return Stock.objects.values_list("yielding", flat=True).get(pk=sku)


def test_only_pieces_of_the_same_product_yield(wax, mitt):
    hold_stock({wax: 3, mitt: 2})
    mark_stock_yielding({wax: 2})
    assert (yielding(wax), yielding(mitt)) == (2, 0)


def test_yielding_pieces_can_be_made_firm_again(wax, mitt):
    hold_stock({wax: 3, mitt: 2})
    mark_stock_yielding({wax: 3, mitt: 2})
    mark_stock_firm({wax: 2})
    assert (yielding(wax), yielding(mitt)) == (1, 2)
    assert (figures(wax), figures(mitt)) == ((5, 3), (2, 2))


def test_no_more_pieces_yield_than_are_held(wax):
    hold_stock({wax: 3})
    mark_stock_yielding({wax: 2})
    with pytest.raises(StockDisagrees, match="2 × AUT-CC-001 should be held"):
        mark_stock_yielding({wax: 2})
    assert yielding(wax) == 2


def test_no_more_pieces_are_made_firm_than_yield(wax):
    hold_stock({wax: 3})
    mark_stock_yielding({wax: 1})
    with pytest.raises(StockDisagrees, match="2 × AUT-CC-001 should be yielding"):
        mark_stock_firm({wax: 2})
    assert yielding(wax) == 1
