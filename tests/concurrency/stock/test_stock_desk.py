"""Counts and deliveries at the same time as purchases: no piece is lost or invented."""

import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from catalog.desk.stock.alerts import report_low_stock
from catalog.desk.stock.entries import BookedBefore, book_counts, book_delivery
from catalog.desk.stock.typed_rows import read_typed_rows
from catalog.models import StockAlertMail, StockAlertRecipient, StockEntry, StockMove
from catalog.models.stock import sell_held_stock
from checkout.models import Order
from checkout.orders.place import CartChanged
from checkout.payments.start import start_payment
from tests.builders import CONTACT, GUEST, a_cart, a_product, a_user
from tests.concurrency.at_once import at_once, refusals
from tests.concurrency.books import pieces_held_by_open_orders, stock_of

pytestmark = pytest.mark.slow


def buying(*lines):
    cart = a_cart(*lines)
    return lambda: start_payment(cart=cart, user=GUEST, contact=CONTACT, shown_total_pence=None)


def counting(*pages, counted: int, by, counted_at=None):
    """A count of this moment, or of the one in which it is sent."""
    rows = "\n".join(f"{page.sku};{counted}" for page in pages)
    typed = read_typed_rows(rows, number_columns=("counted",))
    return lambda: book_counts(
        token=uuid.uuid4(),
        typed=typed,
        counted_at=counted_at or timezone.now(),
        reference="",
        by=by,
    )


def delivering(*pages, pieces: int, by, token=None):
    rows = "\n".join(f"{page.sku};{pieces}" for page in pages)
    typed = read_typed_rows(rows, number_columns=("quantity",))
    token = token or uuid.uuid4()
    return lambda: book_delivery(token=token, typed=typed, reference="", by=by)


def ledger_of(page) -> int:
    return sum(StockMove.objects.filter(sku=page.sku).values_list("pieces", flat=True))


def test_the_ledger_adds_up_to_the_stock_after_counts_deliveries_and_purchases(stripe_server):
    keeper, wax, cloth = a_user(), a_product(stock=30), a_product(stock=30)
    calls = [buying(wax, cloth) for _ in range(6)]
    calls += [delivering(cloth, wax, pieces=5, by=keeper) for _ in range(4)]
    calls += [counting(wax, cloth, counted=25, by=keeper) for _ in range(4)]
    assert refusals(at_once(*calls, refused_by=(CartChanged,))) == []
    for page in (wax, cloth):
        on_hand, held = stock_of(page)
        assert ledger_of(page) == on_hand
        assert on_hand in {25, 30, 35, 40, 45}  # the last count, and deliveries after it
        assert held == pieces_held_by_open_orders(page) == 6
        for pieces, counted, after in StockMove.objects.filter(
            sku=page.sku, reason="count"
        ).values_list("pieces", "counted", "on_hand_after"):
            assert counted == 25
            assert after in {25, 30, 35, 40, 45}  # deliveries between sending and recording
            assert pieces in {-5, 0, 5, -10, -15, -20, -25}


def test_no_count_undoes_the_sales_and_deliveries_after_its_moment(stripe_server):
    """All counts are of one moment, so in any order the stock is what was counted, and moved."""
    keeper, wax = a_user(), a_product(stock=10)
    orders = [buying(wax)()[0] for _ in range(6)]
    counted_at = timezone.now()
    calls = [lambda n=order.number: _sell(wax, n) for order in orders]
    calls += [delivering(wax, pieces=5, by=keeper) for _ in range(4)]
    calls += [counting(wax, counted=12, by=keeper, counted_at=counted_at) for _ in range(6)]
    at_once(*calls)
    assert stock_of(wax) == (12 - 6 + 4 * 5, 0)
    assert ledger_of(wax) == 12 - 6 + 4 * 5
    pieces = StockMove.objects.filter(reason="count").order_by("-pieces")
    assert list(pieces.values_list("pieces", flat=True)) == [2, 0, 0, 0, 0, 0]


def test_no_count_takes_the_pieces_of_an_order(stripe_server):
    keeper, wax = a_user(), a_product(stock=10)
    calls = [buying((wax, 2)) for _ in range(5)]
    calls += [counting(wax, counted=4, by=keeper) for _ in range(5)]
    at_once(*calls, refused_by=(CartChanged,))
    on_hand, held = stock_of(wax)
    assert held == pieces_held_by_open_orders(wax) == 2 * Order.objects.open().count()
    assert held <= on_hand == ledger_of(wax)


def test_a_delivery_that_is_sent_ten_times_at_once_is_booked_once():
    keeper, wax, token = a_user(), a_product(stock=1), uuid.uuid4()
    calls = [delivering(wax, pieces=5, by=keeper, token=token) for _ in range(10)]
    outcomes = at_once(*calls, refused_by=(BookedBefore,))
    assert refusals(outcomes) == [BookedBefore] * 9
    assert stock_of(wax) == (6, 0)
    assert StockEntry.objects.count() == 1


def test_sales_at_the_same_time_record_what_each_left(stripe_server):
    wax = a_product(stock=8)
    orders = [buying(wax)()[0] for _ in range(8)]
    at_once(*(lambda n=order.number: _sell(wax, n) for order in orders))
    left = StockMove.objects.filter(reason="sale").values_list("on_hand_after", flat=True)
    assert sorted(left) == list(range(8))
    assert stock_of(wax) == (0, 0)


@transaction.atomic
def _sell(page, number: str) -> None:
    sell_held_stock({page.sku: 1}, reference=number)


def test_two_clocks_report_a_product_once():
    StockAlertRecipient.objects.create(user=a_user(is_superuser=True))
    for _ in range(5):
        a_product(stock=0)
    reported = at_once(*[report_low_stock] * 4)
    assert sum(reported) == 5
    assert sum(StockAlertMail.objects.values_list("sold_out_count", flat=True)) == 5
