"""Law 1: a count is of a moment, and its own UPDATE computes what is on hand now."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Stock, StockEntry, StockMove
from catalog.models.stock import add_stock, hold_stock, mark_stock_yielding, sell_held_stock
from catalog.models.stock_counts import count_stock, receive_delivery
from tests.builders import a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def count(wax, mitt):
    """A count of this moment, after the opening stock."""
    return a_count()


def a_count(*, hours_ago: float = 0) -> StockEntry:
    counted_at = timezone.now() - timedelta(hours=hours_ago)
    return StockEntry.objects.create(
        token=uuid.uuid4(), kind="count", reference="Shelf 4", counted_at=counted_at
    )


def sell(sku: str, pieces: int) -> None:
    hold_stock({sku: pieces})
    sell_held_stock({sku: pieces}, reference="AV-1")


def backdate(moves, *, hours: float) -> None:
    moves.update(moved_at=timezone.now() - timedelta(hours=hours))


@pytest.fixture
def delivery():
    return StockEntry.objects.create(token=uuid.uuid4(), kind="delivery", reference="DN 77")


def figures(sku: str) -> tuple[int, int]:
    return Stock.objects.values_list("on_hand", "held").get(pk=sku)


def moves(entry: StockEntry) -> list[tuple]:
    rows = entry.moves.order_by("sku")
    return list(rows.values_list("sku", "pieces", "counted", "on_hand_after", "reason"))


@pytest.mark.parametrize(("counted", "difference"), [(9, 4), (5, 0), (3, -2), (0, -5)])
def test_a_count_records_the_number_and_the_difference(wax, count, counted, difference):
    result = count_stock({wax: counted}, entry=count)
    assert result.differences == {wax: difference}
    assert figures(wax) == (counted, 0)
    assert moves(count) == [(wax, difference, counted, counted, "count")]


def test_what_was_sold_after_the_count_does_not_come_back(wax, count):
    sell(wax, 3)
    assert figures(wax) == (2, 0)
    assert count_stock({wax: 5}, entry=count).differences == {wax: 0}
    assert figures(wax) == (2, 0)
    assert moves(count) == [(wax, 0, 5, 2, "count")]


def test_a_delivery_after_the_count_is_not_lost(wax, count, delivery):
    receive_delivery({wax: 10}, entry=delivery)
    sell(wax, 1)
    add_stock(wax, -2, reason=StockMove.Reason.DAMAGE)
    assert count_stock({wax: 4}, entry=count).differences == {wax: -1}
    assert figures(wax) == (11, 0)
    assert moves(count) == [(wax, -1, 4, 11, "count")]


def test_what_moved_before_the_count_was_counted(wax):
    backdate(StockMove.objects.filter(sku=wax), hours=3)
    sell(wax, 1)
    backdate(StockMove.objects.filter(reason="sale"), hours=2)
    sell(wax, 2)
    count = a_count(hours_ago=1)
    assert count_stock({wax: 3}, entry=count).differences == {wax: -1}
    assert moves(count) == [(wax, -1, 3, 1, "count")]


def test_moves_of_other_products_change_no_count(wax, mitt, count):
    sell(mitt, 2)
    assert count_stock({wax: 5}, entry=count).differences == {wax: 0}
    assert figures(wax) == (5, 0)


def test_the_correction_of_another_count_is_no_move_of_pieces(wax, count):
    another = a_count()
    count_stock({wax: 3}, entry=another)
    assert count_stock({wax: 3}, entry=count).differences == {wax: 0}
    assert figures(wax) == (3, 0)


def test_the_pieces_that_are_left_must_be_as_many_as_are_held(wax, count):
    sell(wax, 1)
    hold_stock({wax: 3})
    refused = count_stock({wax: 3}, entry=count).below_held[wax]
    assert (refused.counted, refused.on_hand, refused.held, refused.to_release) == (3, 2, 3, 1)
    assert figures(wax) == (4, 3)
    assert moves(count) == []


def test_fewer_pieces_than_were_sold_since_cannot_have_been_counted(wax, count):
    sell(wax, 3)
    refused = count_stock({wax: 1}, entry=count).below_held[wax]
    assert (refused.on_hand, refused.held) == (-2, 0)
    assert figures(wax) == (2, 0)


def test_a_count_names_its_reference_and_who_counted(wax, count):
    keeper = a_user()
    count_stock({wax: 4}, entry=count, moved_by=keeper)
    move = count.moves.get()
    assert (move.reference, move.moved_by) == ("Shelf 4", keeper)


def test_a_count_may_not_be_below_what_is_held(wax, count):
    hold_stock({wax: 3})
    result = count_stock({wax: 1}, entry=count)
    refused = result.below_held[wax]
    assert (refused.counted, refused.held, refused.to_release) == (1, 3, 2)
    assert result.differences == {}
    assert figures(wax) == (5, 3)
    assert moves(count) == []


def test_yielding_pieces_are_held_too(wax, count):
    hold_stock({wax: 3})
    mark_stock_yielding({wax: 3})
    assert count_stock({wax: 2}, entry=count).below_held[wax].to_release == 1
    assert figures(wax) == (5, 3)


def test_as_many_as_are_held_may_be_counted(wax, count):
    hold_stock({wax: 3})
    assert count_stock({wax: 3}, entry=count).differences == {wax: -2}
    assert figures(wax) == (3, 3)


def test_a_sku_that_is_refused_stops_no_other(wax, mitt, count):
    hold_stock({wax: 3})
    result = count_stock({wax: 1, "NO-SUCH": 4, mitt: 7}, entry=count)
    assert result.unknown == {"NO-SUCH"}
    assert set(result.below_held) == {wax}
    assert result.differences == {mitt: 5}
    assert moves(count) == [(mitt, 5, 7, 7, "count")]


def test_each_count_locks_its_sku_and_is_one_conditional_update_in_the_order_of_the_skus(
    wax, mitt, count
):
    with CaptureQueriesContext(connection) as queries:
        count_stock({mitt: 1, wax: 1}, entry=count)
    sent = [query["sql"] for query in queries]
    at = [place for place, sql in enumerate(sent) if sql.startswith("UPDATE")]
    assert [(wax in sent[place], mitt in sent[place]) for place in at] == [
        (True, False), (False, True),
    ]  # fmt: skip
    for place in at:
        now = "(1 + COALESCE((SELECT SUM("
        assert f'"on_hand" = {now}' in sent[place]
        assert f'"held" <= {now}' in sent[place]
        assert sent[place - 1].startswith("SELECT")
        has_locks = connection.features.has_select_for_update
        assert sent[place - 1].endswith("FOR UPDATE") == has_locks


def test_a_delivery_adds_the_pieces_of_each_sku(wax, mitt, delivery):
    keeper = a_user()
    add_stock(wax, -1, reason=StockMove.Reason.DAMAGE)
    assert receive_delivery({mitt: 3, wax: 10}, entry=delivery, moved_by=keeper) == set()
    assert (figures(wax), figures(mitt)) == ((14, 0), (5, 0))
    assert moves(delivery) == [
        (wax, 10, None, 14, "delivery"), (mitt, 3, None, 5, "delivery"),
    ]  # fmt: skip
    assert {(m.reference, m.moved_by) for m in delivery.moves.all()} == {("DN 77", keeper)}


def test_an_unknown_sku_of_a_delivery_stops_no_other(wax, delivery):
    assert receive_delivery({"NO-SUCH": 3, wax: 1}, entry=delivery) == {"NO-SUCH"}
    assert figures(wax) == (6, 0)
    assert moves(delivery) == [(wax, 1, None, 6, "delivery")]


def test_a_sale_records_what_is_on_hand_after_it(wax, mitt):
    hold_stock({wax: 3, mitt: 1})
    sell_held_stock({wax: 3, mitt: 1}, reference="AV-1")
    sales = StockMove.objects.filter(reason="sale").order_by("sku")
    assert list(sales.values_list("sku", "on_hand_after")) == [(wax, 2), (mitt, 1)]


def test_an_added_piece_records_what_is_on_hand_after_it(wax):
    add_stock(wax, 4, reason=StockMove.Reason.RETURN)
    assert StockMove.objects.latest("pk").on_hand_after == 9


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": "delivery", "counted": 4, "on_hand_after": 4},
        {"reason": "count", "counted": 4, "on_hand_after": None},
        {"reason": "count", "counted": 4, "on_hand_after": 4, "entry": None},
    ],
)
def test_the_database_refuses_a_count_that_is_incomplete(wax, count, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        StockMove.objects.create(**{"sku_id": wax, "pieces": 1, "entry": count} | fields)


@pytest.mark.parametrize(("kind", "hours_ago"), [("count", None), ("count", -1), ("delivery", 1)])
def test_the_database_refuses_a_count_without_a_past_moment(kind, hours_ago):
    moment = None if hours_ago is None else timezone.now() - timedelta(hours=hours_ago)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockEntry.objects.create(token=uuid.uuid4(), kind=kind, counted_at=moment)


def test_the_database_refuses_a_token_that_was_used(count):
    with pytest.raises(IntegrityError), transaction.atomic():
        StockEntry.objects.create(token=count.token, kind="delivery")
