"""Concurrent dispatches, cancellations and changes of the address, and what each of them sees."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from checkout.models import AddressChange, Refund
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.fulfilment.delivery_address import AddressFixed, change_delivery_address
from checkout.orders.state import SHOP
from checkout.payments.cancellation import NotCancelled, cancel_order
from sitewide.postal_address import POSTAL_FIELDS
from tests.checkout.buyers import an_order
from tests.waits import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("postgres_only")]

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


def refusal_while_dispatched(order, call, refusal: type[Exception]) -> str:
    """Dispatch the order while `call` waits for its lock. Return why `call` refuses."""

    def run() -> str:
        try:
            call()
        except refusal as refused:
            return str(refused)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            dispatch_order(order=order, tracking=Tracking("Post"), by=SHOP)
            waiting = threads.submit(run)
            wait_for(_is_waiting, "the other call waits for the lock")
        return waiting.result()


def _is_waiting() -> bool:
    with connection.cursor() as cursor:
        # Statistics are read once in a transaction.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0


def test_an_order_that_is_dispatched_meanwhile_is_not_cancelled(stripe_server):
    order = an_order(stripe_server)
    refused = refusal_while_dispatched(
        order,
        lambda: cancel_order(order=order, by=SHOP, shown_pence=order.paid_pence),
        NotCancelled,
    )
    assert refused == "It is dispatched already. Refund it once it is returned."
    assert Refund.objects.count() == 0


def test_the_address_of_an_order_that_is_dispatched_meanwhile_stays(stripe_server):
    order = an_order(stripe_server)
    address = {name: getattr(order, name) for name in POSTAL_FIELDS} | {"city": "Leeds"}
    refused = refusal_while_dispatched(
        order,
        lambda: change_delivery_address(order=order, address=address, by=SHOP),
        AddressFixed,
    )
    assert refused == "It is dispatched already."
    assert AddressChange.objects.count() == 0
