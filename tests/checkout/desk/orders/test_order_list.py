"""Admin list of orders: highlights and filters."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checkout.models import Refund, RefundState
from checkout.orders.state import owner as by_owner
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import a_product
from tests.checkout.builders import an_open_order
from tests.checkout.desk.builders import LIST, numbers
from tests.checkout.desk.conftest import a_dispute

pytestmark = pytest.mark.django_db


def refund(order, by, **request) -> Refund:
    values = {"reason": "returned", "note": "", "by": by_owner(by)}
    return request_refund(order=order, request=RefundRequest(**request), **values)


def test_the_list_shows_refunds_and_disputes(desk, owner, paid):
    order, quiet = paid(), paid()
    refund(order, owner, delivery=True)
    a_dispute(order, days=-2)
    page = desk.get(LIST).text
    assert "£4.99, pending" in page
    assert "overdue" in page
    assert quiet.number in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("refunds=some", {"partly"}),
        ("refunds=all", {"wholly"}),
        ("refunds=open", {"partly", "wholly"}),
        ("refunds=failed", {"failed"}),
        ("disputes=open", {"partly"}),
        ("disputes=any", {"partly", "wholly"}),
        ("state__exact=awaiting_payment", {"unpaid"}),
        ("state__exact=under_review", {"review"}),
    ],
)
def test_the_list_can_be_filtered(desk, owner, paid, under_review, query, expected):
    orders = {name: paid() for name in ("partly", "wholly", "failed", "quiet")}
    orders |= {"unpaid": an_open_order(a_product()), "review": under_review()}
    refund(orders["partly"], owner, delivery=True)
    refund(orders["wholly"], owner, everything=True)
    Refund.objects.filter(pk=refund(orders["failed"], owner, amount_pence=1).pk).update(
        state=RefundState.FAILED
    )
    type(orders["failed"]).objects.filter(pk=orders["failed"].pk).update(refunded_pence=0)
    a_dispute(orders["partly"])
    a_dispute(orders["wholly"], status="lost")
    assert numbers(desk, query) == {orders[name].number for name in expected}


def test_the_list_makes_a_fixed_number_of_queries(desk, owner, paid):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(LIST).status_code == 200
        return len(captured)

    first = paid()
    refund(first, owner, delivery=True)
    a_dispute(first)
    queries()
    before = queries()
    for _ in range(3):
        order = paid()
        refund(order, owner, delivery=True)
        a_dispute(order)
    assert queries() == before
