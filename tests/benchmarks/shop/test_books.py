"""The benchmark's books find every order that was lost or doubled, and nothing else."""

from dataclasses import replace

import pytest

from checkout.models import Order
from checkout.payments.settle import settle
from tests.benchmarks.shop.books import (
    Books,
    PlacedOrder,
    SessionAtStripe,
    Shelf,
    faults_in,
    figure_of,
    read_books,
)
from tests.builders import a_product
from tests.checkout.builders import an_open_order, session_at_stripe
from tests.checkout.conftest import stripe_server

__all__ = ["stripe_server"]

PAID = SessionAtStripe("cs_1", "AV-1", is_paid=True, pence=3097)
OPEN = SessionAtStripe("cs_2", "AV-2", is_paid=False, pence=1798)
SETTLED = PlacedOrder("AV-1", "cs_1", True, 3097, 1, times_settled=1, confirmations=1)
WAITING = PlacedOrder("AV-2", "cs_2", False, 0, None, times_settled=0, confirmations=0)
SHELF = Shelf(at_first=5, on_hand=3, held=1, moved=2, sold_by_orders=2, held_by_orders=1)
RIGHT = Books([PAID, OPEN], [SETTLED, WAITING], {"WAX": SHELF}, last_invoice=1)


def of_orders(*orders: PlacedOrder, **changes) -> Books:
    return replace(RIGHT, orders=orders, **changes)


def of_shelf(**changes) -> Books:
    return replace(RIGHT, shelves={"WAX": replace(SHELF, **changes)})


def test_consistent_records_have_no_fault():
    assert faults_in(RIGHT) == []
    assert figure_of(RIGHT).complaint == ""


WRONG = {
    "paid and not settled": (
        of_orders(replace(SETTLED, is_paid=False, times_settled=0, confirmations=0), WAITING,
                  last_invoice=0),
        ["lost: AV-1 is paid, and not settled"],
    ),
    "settled and not paid": (
        replace(RIGHT, sessions=[replace(PAID, is_paid=False), OPEN]),
        ["AV-1 is settled, and not paid"],
    ),
    "another amount": (
        of_orders(replace(SETTLED, paid_pence=3096), WAITING),
        ["AV-1: 3096 p kept, 3097 p paid"],
    ),
    "settled twice": (
        of_orders(replace(SETTLED, times_settled=2), WAITING),
        ["AV-1 was settled 2 times"],
    ),
    "confirmed twice": (
        of_orders(replace(SETTLED, confirmations=2), WAITING),
        ["AV-1: 2 confirmations"],
    ),
    "never confirmed": (
        of_orders(replace(SETTLED, confirmations=0), WAITING),
        ["AV-1: 0 confirmations"],
    ),
    "two sessions": (
        replace(RIGHT, sessions=[PAID, OPEN, replace(OPEN, id="cs_3")]),
        ["AV-2: 1 orders, 2 sessions"],
    ),
    "a session without an order": (of_orders(SETTLED), ["AV-2: 0 orders, 1 sessions"]),
    "sold twice from the shelf": (of_shelf(on_hand=1), ["WAX: 4 gone, 2 moved, 2 sold"]),
    "moved twice": (of_shelf(moved=4), ["WAX: 2 gone, 4 moved, 2 sold"]),
    "sold by more orders": (of_shelf(sold_by_orders=3), ["WAX: 2 gone, 2 moved, 3 sold"]),
    "a hold left behind": (of_shelf(held=2), ["WAX: 2 held, 1 by orders"]),
    "a gap among invoices": (
        of_orders(replace(SETTLED, invoice_number=2), WAITING, last_invoice=2),
        ["invoices: 1 orders, the last number is 2"],
    ),
    "a paid order without an invoice": (
        of_orders(replace(SETTLED, invoice_number=None), WAITING),
        ["invoices: 1 orders, the last number is 1"],
    ),
    "a number given and not used": (
        replace(RIGHT, last_invoice=2),
        ["invoices: 1 orders, the last number is 2"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("books", "faults"), WRONG.values(), ids=WRONG)
def test_each_fault_is_reported_separately(books, faults):
    assert faults_in(books) == faults
    assert figure_of(books).complaint == faults[0]


@pytest.mark.django_db
def test_records_of_both_sides_are_read(stripe_server, django_capture_on_commit_callbacks):
    wax = a_product(1299, stock=5)
    paid, waiting = an_open_order((wax, 2)), an_open_order(wax)
    stripe_server.pays(paid)
    number = paid.number
    unsettled = read_books(stripe_server.side)
    assert faults_in(unsettled) == [f"lost: {number} is paid, and not settled"]
    with django_capture_on_commit_callbacks(execute=True):
        settle(session_at_stripe(paid))
    settled = read_books(stripe_server.side)
    assert faults_in(settled) == []
    assert settled.shelves[wax.sku] == SHELF
    of_paid = replace(SETTLED, number=number, session_id=paid.stripe_session_id)
    of_waiting = replace(WAITING, number=waiting.number, session_id=waiting.stripe_session_id)
    assert sorted(settled.orders, key=lambda order: order.times_settled) == [of_waiting, of_paid]
    Order.objects.filter(pk=paid.pk).update(paid_pence=1)
    assert faults_in(read_books(stripe_server.side)) == [f"{number}: 1 p kept, 3097 p paid"]
