"""Concurrent payments get consecutive invoice numbers."""

import pytest
from django.db import DatabaseError, transaction

from checkout.models import InvoiceCounter, Order
from checkout.payments.settle import settle
from tests.builders import a_product
from tests.checkout.builders import an_open_order, session_at_stripe
from tests.concurrency.at_once import at_once

pytestmark = pytest.mark.slow

ORDERS = 12


def settling(news, *, fails: bool):
    """Settles it; the power goes before every third is committed."""

    def call() -> None:
        with transaction.atomic():
            settle(news)
            if fails:
                raise DatabaseError("the power went")

    return call


def test_numbers_are_consecutive_after_rollbacks(stripe_server):
    wax = a_product(1299, stock=ORDERS)
    orders = [an_open_order(wax) for _ in range(ORDERS)]
    for order in orders:
        stripe_server.pays(order)
    sessions = [session_at_stripe(order) for order in orders]
    at_once(
        *(settling(news, fails=number % 3 == 0) for number, news in enumerate(sessions)),
        refused_by=(DatabaseError,),
    )
    numbers = Order.objects.exclude(invoice_number=None).values_list("invoice_number", flat=True)
    assert sorted(numbers) == list(range(1, ORDERS * 2 // 3 + 1))
    assert InvoiceCounter.objects.get().last == ORDERS * 2 // 3
