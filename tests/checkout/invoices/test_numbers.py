"""Invoice numbers are consecutive, also after rollbacks."""

import pytest
from django.db import DatabaseError, transaction

from checkout.models import InvoiceCounter, Order, OrderState
from checkout.payments.settle import settle
from tests.builders import a_product
from tests.checkout.builders import an_open_order, session_at_stripe

pytestmark = pytest.mark.django_db


def numbers() -> list[int]:
    invoiced = Order.objects.exclude(invoice_number=None).order_by("invoice_number")
    return list(invoiced.values_list("invoice_number", flat=True))


def settle_without_power(session) -> None:
    with transaction.atomic():
        assert settle(session).invoice_number == 2
        raise DatabaseError("the power went")


def test_each_paid_order_has_the_next_number(paid):
    orders = [paid() for _ in range(3)]
    assert [order.invoice_number for order in orders] == [1, 2, 3]
    assert [order.invoice_label for order in orders] == ["INV-00001", "INV-00002", "INV-00003"]


def test_settling_twice_gives_one_number(paid):
    order = paid()
    assert settle(session_at_stripe(order)).invoice_number == 1
    assert InvoiceCounter.objects.get().last == 1


def test_an_unpaid_order_has_no_number(paid, stripe_server):
    order = an_open_order(a_product(1299))
    stripe_server.expires(order)
    assert settle(session_at_stripe(order)).invoice_number is None
    assert paid().invoice_number == 1


def test_a_rolled_back_transaction_leaves_no_gap(paid, stripe_server):
    paid()
    order = an_open_order(a_product(1299))
    stripe_server.pays(order)
    session = session_at_stripe(order)
    with pytest.raises(DatabaseError):
        settle_without_power(session)
    order.refresh_from_db()
    assert (order.state, order.invoice_number) == (OrderState.AWAITING_PAYMENT, None)
    assert paid().invoice_number == 2
    assert settle(session).invoice_number == 3
    assert numbers() == [1, 2, 3]
