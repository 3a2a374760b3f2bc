"""Concurrent cancellation requests, dispatches, log-ins and address changes."""

import pytest

from accounts.profile.address_book import add_address, make_default
from checkout.models import Dispatch, OrderRequest
from checkout.orders.dispatch import CancellationRequested, Tracking, dispatch_order
from checkout.orders.guest_orders import claim_guest_orders
from checkout.orders.requests import AlreadyRequested, NoRequestAllowed, create_request
from checkout.orders.state import SHOP
from tests.accounts.profile.addresses import HOME
from tests.builders import a_customer, a_product
from tests.checkout.buyers import an_order
from tests.concurrency.at_once import at_once

pytestmark = pytest.mark.slow

ROUNDS = 5


def test_an_order_is_cancelled_or_dispatched_and_never_both(stripe_server):
    wax = a_product(1299, stock=ROUNDS)
    for _ in range(ROUNDS):
        order = an_order(stripe_server, wax)
        at_once(
            lambda order=order: create_request(
                order=order, kind="cancellation", reason="Changed my mind"
            ),
            lambda order=order: create_request(
                order=order, kind="cancellation", reason="Changed my mind"
            ),
            lambda order=order: dispatch_order(order=order, tracking=Tracking("Post"), by=SHOP),
            refused_by=(AlreadyRequested, NoRequestAllowed, CancellationRequested),
        )
        asked = OrderRequest.objects.filter(order=order).count()
        assert (asked, Dispatch.objects.filter(order=order).count()) in [(1, 0), (0, 1)]


def test_four_concurrent_log_ins_attach_an_order_once(stripe_server):
    order = an_order(stripe_server, email="sam@example.com")
    customer = a_customer("sam@example.com")
    at_once(*[lambda: claim_guest_orders(customer)] * 4, refused_by=())
    assert order.timeline.filter(what__startswith="Joined").count() == 1


def test_two_tabs_leave_one_default_address():
    customer = a_customer()
    book = [
        add_address(user=customer, **HOME | {"line1": f"{n} High MixedActions"}) for n in range(4)
    ]
    at_once(*(lambda address=address: make_default(address) for address in book), refused_by=())
    assert customer.addresses.filter(is_default=True).count() == 1
