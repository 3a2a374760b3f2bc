"""Law 6: database constraints, with messages that editors understand."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from catalog.models import Sku, Stock, StockMove
from catalog.models.stock import add_stock
from tests.builders import a_product

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("on_hand", "held"), [(-1, 0), (3, -1), (3, 4), (-1, -1)])
def test_the_database_refuses_invalid_stock(on_hand, held):
    a_product(stock=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stock.objects.update(on_hand=on_hand, held=held)
    assert Stock.objects.values_list("on_hand", "held").get() == (5, 0)


@pytest.mark.parametrize(("on_hand", "held"), [(0, 0), (3, 3), (3, 0)])
def test_the_database_accepts_valid_stock(on_hand, held):
    a_product()
    Stock.objects.update(on_hand=on_hand, held=held)
    assert Stock.objects.get().free == on_hand - held


@pytest.mark.parametrize(
    ("on_hand", "held", "message"),
    [
        (-1, 0, "The stock cannot be below 0."),
        (3, 4, "Orders cannot hold more pieces than are in stock."),
    ],
)
def test_the_error_has_a_message_for_editors(on_hand, held, message):
    a_product()
    stock = Stock.objects.get()
    stock.on_hand, stock.held = on_hand, held
    with pytest.raises(ValidationError, match=message):
        stock.full_clean()


def test_a_move_of_no_pieces_is_refused():
    sku = Sku.objects.get(pk=a_product().sku)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockMove.objects.create(sku=sku, pieces=0, reason=StockMove.Reason.COUNT)
    with pytest.raises(ValidationError, match="change of stock cannot be 0"):
        StockMove(sku=sku, pieces=0, reason=StockMove.Reason.COUNT).full_clean()


def test_a_sku_with_stock_cannot_be_deleted():
    a_product()
    with pytest.raises(ProtectedError):
        Sku.objects.get().delete()


def test_free_stock_excludes_held_pieces():
    a_product(stock=5)
    Stock.objects.update(held=2)
    assert Stock.objects.get().free == 3
    assert Stock.objects.free().get().free_now == 3


def test_the_latest_move_comes_first():
    sku = a_product(stock=5).sku
    StockMove.objects.create(sku_id=sku, pieces=-1, reason=StockMove.Reason.SALE)
    assert [str(move) for move in StockMove.objects.all()] == [
        f"{sku} -1 (sale)",
        f"{sku} +5 (opening)",
    ]


@pytest.mark.parametrize(
    ("on_hand", "held", "yielding", "is_low"),
    [(5, 0, 0, True), (6, 0, 0, False), (8, 3, 0, True), (8, 3, 1, False), (9, 3, 0, False)],
)
def test_free_pieces_up_to_the_limit_are_low(on_hand, held, yielding, is_low):
    a_product()
    Stock.objects.update(on_hand=on_hand, held=held, yielding=yielding, low_at=5)
    assert Stock.objects.low().exists() == is_low


def test_sales_since_a_time_include_that_moment_and_no_other_moves():
    page, now = a_product(stock=9), timezone.now()
    for reason, moved_at in (
        ("sale", now), ("sale", now - timedelta(seconds=1)), ("damage", now),
    ):  # fmt: skip
        add_stock(page.sku, -1, reason=reason)
        newest = StockMove.objects.latest("pk")
        StockMove.objects.filter(pk=newest.pk).update(moved_at=moved_at)
    sold = StockMove.objects.sold_since(now)
    assert list(sold.values_list("reason", "moved_at")) == [("sale", now)]
