"""Concurrent orders of the same last pieces."""

import pytest

from checkout.models import Order
from checkout.orders.place import CartChanged
from checkout.payments.start import start_payment
from tests.builders import CONTACT, GUEST, a_bundle, a_cart, a_product
from tests.concurrency.at_once import at_once, refusals
from tests.concurrency.books import pieces_held_by_open_orders, stock_of

pytestmark = pytest.mark.slow


def buying(cart):
    return lambda: start_payment(cart=cart, user=GUEST, contact=CONTACT, shown_total_pence=None)


def test_fifty_shoppers_place_five_orders_for_the_last_five_pieces(stripe_server):
    wax = a_product(stock=5)
    carts = [a_cart(wax) for _ in range(50)]
    outcomes = at_once(*map(buying, carts), refused_by=(CartChanged,))
    assert refusals(outcomes) == [CartChanged] * 45
    assert Order.objects.open().count() == Order.objects.count() == 5
    assert stock_of(wax) == (5, 5)
    assert len(stripe_server.sessions()) == 5
    assert [cart.lines.get().quantity for cart in carts] == [1] * 50


def test_a_bundle_and_its_part_never_exceed_the_stock(stripe_server):
    wax = a_product(stock=4)
    bundle = a_bundle((wax, 2), a_product(), a_product())
    carts = [a_cart(page) for page in [bundle, wax] * 5]
    outcomes = at_once(*map(buying, carts), refused_by=(CartChanged,))
    assert stock_of(wax) == (4, 4)
    assert pieces_held_by_open_orders(wax) == 4
    assert Order.objects.count() == 10 - len(refusals(outcomes))


def test_orders_of_the_same_products_do_not_deadlock(stripe_server):
    wax, cloth = a_product(stock=20), a_product(stock=20)
    carts = [a_cart(wax, cloth) if turn % 2 else a_cart(cloth, wax) for turn in range(20)]
    assert refusals(at_once(*map(buying, carts))) == []
    assert (stock_of(wax), stock_of(cloth)) == ((20, 20), (20, 20))
