"""Filters of the list of orders by the days in which the reports count invoices and refunds."""

from datetime import UTC, datetime, timedelta

import pytest

from checkout.models import Order, RefundState, SavedOrderFilter
from tests.checkout.desk.builders import LIST, numbers
from tests.checkout.reports.builders import a_refund, an_invoice

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2026, 5, 3, 23, tzinfo=UTC)  # 4 May in London
SECOND = timedelta(seconds=1)
MAY_4 = "invoiced_from=2026-05-04&invoiced_to=2026-05-04"


@pytest.fixture
def orders(db) -> None:
    """Orders 1 to 4: just before 4 May, its first and last second, and just after it."""
    ends = (MIDNIGHT - SECOND, MIDNIGHT, MIDNIGHT + timedelta(days=1) - SECOND)
    for number, at in enumerate((*ends, ends[-1] + SECOND), start=1):
        an_invoice(number, 1000, at)


def found(desk, query: str) -> set[int]:
    return {int(number.removeprefix("AV-")) for number in numbers(desk, query)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (MAY_4, {2, 3}),
        ("invoiced_from=2026-05-04", {2, 3, 4}),
        ("invoiced_to=2026-05-04", {1, 2, 3}),
        ("invoiced_from=2026-05-05&invoiced_to=2026-05-04", set()),
        ("invoiced_to=9999-12-31", {1, 2, 3, 4}),
        ("invoiced_from=0001-01-01", {1, 2, 3, 4}),
    ],
)
def test_orders_are_found_by_the_day_of_their_invoice(desk, orders, query, expected):
    assert found(desk, query) == expected


def test_an_order_without_an_invoice_was_not_invoiced(desk, orders):
    Order.objects.filter(number="AV-00000002").update(invoice_number=None)
    assert found(desk, MAY_4) == {3}


def test_orders_are_found_by_the_day_of_a_refund_that_counts(desk, orders):
    one, two, three, four = Order.objects.order_by("number")
    a_refund(one, 100, MIDNIGHT)
    a_refund(one, 100, MIDNIGHT)
    a_refund(two, 100, MIDNIGHT - SECOND)
    a_refund(three, 100, MIDNIGHT, RefundState.FAILED)
    a_refund(four, 100, MIDNIGHT, RefundState.PENDING)
    assert found(desk, "refunded_from=2026-05-04&refunded_to=2026-05-04") == {1, 4}


def test_the_filter_in_force_is_shown_and_can_be_saved(desk, orders):
    assert "4 May 2026 - 4 May 2026" in desk.get(f"{LIST}?{MAY_4}").text
    desk.post("/admin/orders/filters/", {"name": "4 May", "query": MAY_4})
    assert SavedOrderFilter.objects.get().query == MAY_4
