"""A buyer asks, the owner sends, a tab asks too: at the same moment, and never both."""

import pytest

from accounts.addresses import add_address, make_default
from checkout.dispatching import CancellationAsked, Tracking, dispatch_order
from checkout.joining import join_guest_orders
from checkout.models import Dispatch, OrderRequest
from checkout.moving import SHOP
from checkout.requesting import AlreadyAsked, NothingToAsk, ask
from tests.accounts.test_addresses import HOME
from tests.builders import a_customer, a_product
from tests.checkout.buyers import an_order
from tests.concurrency.at_once import at_once

pytestmark = pytest.mark.slow

ROUNDS = 5


def test_an_order_is_cancelled_or_sent_and_never_both(stripe_server):
    wax = a_product(1299, stock=ROUNDS)
    for _ in range(ROUNDS):
        order = an_order(stripe_server, wax)
        at_once(
            lambda order=order: ask(order=order, kind="cancellation", reason="Changed my mind"),
            lambda order=order: ask(order=order, kind="cancellation", reason="Changed my mind"),
            lambda order=order: dispatch_order(order=order, tracking=Tracking("Post"), by=SHOP),
            refused_by=(AlreadyAsked, NothingToAsk, CancellationAsked),
        )
        asked = OrderRequest.objects.filter(order=order).count()
        assert (asked, Dispatch.objects.filter(order=order).count()) in [(1, 0), (0, 1)]


def test_four_log_ins_at_once_join_an_order_once(stripe_server):
    order = an_order(stripe_server, email="sam@example.com")
    customer = a_customer("sam@example.com")
    at_once(*[lambda: join_guest_orders(customer)] * 4, refused_by=())
    assert order.timeline.filter(what__startswith="Joined").count() == 1


def test_two_tabs_leave_one_default_address():
    customer = a_customer()
    book = [add_address(user=customer, **HOME | {"line1": f"{n} High Street"}) for n in range(4)]
    at_once(*(lambda address=address: make_default(address) for address in book), refused_by=())
    assert customer.addresses.filter(is_default=True).count() == 1
