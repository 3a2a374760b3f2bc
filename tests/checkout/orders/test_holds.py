"""How long a hold lasts, and from when it yields."""

import pytest
from django.utils import timezone

from catalog.models import Stock
from catalog.offers import offers_for
from checkout.cart.lines import NoneAvailable, add_to_cart
from checkout.cart.summary import cart_capacity
from checkout.models import Cart, Order, OrderState
from checkout.orders.holds import mark_old_orders_yielding
from checkout.orders.limits import (
    FIRM_FOR,
    HOLD_LASTS,
    MAX_FIRM_PIECES,
    REMEMBERED_FOR,
)
from checkout.orders.place import CartChanged
from checkout.orders.release import release_order
from checkout.orders.state import SHOP
from checkout.payments.expiry import release_stale_orders
from checkout.payments.settle import settle
from tests.builders import (
    a_cart,
    a_product,
)
from tests.checkout.builders import session_at_stripe
from tests.checkout.orders.builders import MINUTE, begin, grow_older

pytestmark = pytest.mark.django_db


def test_a_replacing_order_ends_when_the_first_would_have(stripe_server):
    cart = a_cart(a_product())
    first = begin(cart)
    grow_older(first, 20)
    first.refresh_from_db()
    second = begin(cart)
    third = begin(cart)
    assert second.hold_until == third.hold_until == first.hold_until
    assert third.first_held_at == first.first_held_at
    assert third.yields


def test_a_new_order_after_the_end_has_full_time_and_yields_at_once(stripe_server):
    cart = a_cart(a_product())
    first = begin(cart)
    grow_older(first, 50)
    release_stale_orders()
    second = begin(cart)
    assert second.hold_until > timezone.now() + HOLD_LASTS - MINUTE
    assert second.yields


def test_a_paid_order_resets_the_hold_times(stripe_server):
    cart = a_cart(a_product())
    first = begin(cart)
    grow_older(first, 20)
    stripe_server.pays(first)
    settle(session_at_stripe(first))
    add_to_cart(cart=cart, sku=a_product().sku, quantity=1)
    second = begin(cart)
    assert second.hold_until > timezone.now() + HOLD_LASTS - MINUTE
    assert not second.yields


def test_an_unpaid_order_before_a_paid_one_no_longer_counts(stripe_server):
    unpaid = begin(a_cart(a_product()), browser="b")
    grow_older(unpaid, 20)
    paid = begin(a_cart(a_product()), browser="b")
    stripe_server.pays(paid)
    settle(session_at_stripe(paid))
    assert not begin(a_cart(a_product()), browser="b").yields


def test_an_unpaid_order_after_a_paid_one_counts(stripe_server):
    paid = begin(a_cart(a_product()), browser="b")
    stripe_server.pays(paid)
    settle(session_at_stripe(paid))
    Order.objects.filter(pk=paid.pk).update(paid_at=timezone.now() - 30 * MINUTE)
    grow_older(begin(a_cart(a_product()), browser="b"), 20)
    assert begin(a_cart(a_product()), browser="b").yields


def test_an_order_without_a_payment_page_does_not_count(stripe_server):
    closed = begin(a_cart(a_product()), browser="b")
    grow_older(closed, 20)
    release_order(closed, OrderState.CANCELLED, by=SHOP, why="No payment page")
    Order.objects.filter(pk=closed.pk).update(stripe_session_id=None)
    assert not begin(a_cart(a_product()), browser="b").yields


def test_an_unpaid_order_is_forgotten_in_time(stripe_server):
    old = begin(a_cart(a_product()), browser="b")
    grow_older(old, REMEMBERED_FOR // MINUTE + 1)
    release_stale_orders()
    assert not begin(a_cart(a_product()), browser="b").yields


def test_an_order_of_a_cart_that_was_merged_counts(stripe_server):
    guests, own = a_cart(a_product()), a_cart(a_product())
    grow_older(begin(guests, email="guest@example.com"), 20)
    Cart.objects.filter(pk=guests.pk).update(merged_into=own)
    assert begin(own, email="own@example.com").yields


def test_another_cart_of_the_same_browser_or_address_does_not_reset_the_hold_times(stripe_server):
    first = begin(a_cart(a_product()), browser="b", email="a@example.com")
    grow_older(first, 20)
    assert begin(a_cart(a_product()), browser="b", email="b@example.com").yields
    assert begin(a_cart(a_product()), browser="c", email="A@example.com").yields
    assert not begin(a_cart(a_product()), browser="d", email="d@example.com").yields


def test_a_very_large_order_yields_from_the_start(stripe_server):
    large = a_cart(*((a_product(stock=20), 14) for _ in range(3)))
    assert begin(large).yields
    assert not begin(a_cart((a_product(stock=20), 20)), email="b@example.com").yields
    largest = a_cart(*((a_product(stock=20), MAX_FIRM_PIECES // 2) for _ in range(2)))
    assert not begin(largest, email="c@example.com").yields


def test_from_the_fourth_order_on_a_network_s_holds_yield_at_once(stripe_server):
    wax = a_product(stock=50)
    orders = [begin(a_cart(wax), email=f"{n}@example.com", network="n") for n in range(5)]
    assert [order.yields for order in orders] == [False, False, False, True, True]


def test_stock_of_a_yielding_order_is_available_to_others(stripe_server):
    wax = a_product(stock=3)
    old = begin(a_cart((wax, 3)), email="old@example.com")
    assert offers_for([wax.sku])[wax.sku].free_quantity == 0
    grow_older(old, 11)
    mark_old_orders_yielding()
    assert offers_for([wax.sku])[wax.sku].free_quantity == 3
    order = begin(a_cart((wax, 2)))
    old.refresh_from_db()
    assert (old.state, order.state) == (OrderState.EXPIRED, OrderState.AWAITING_PAYMENT)
    assert stripe_server.session_of(old).status == "expired"
    stock = Stock.objects.get(pk=wax.sku)
    assert (stock.on_hand, stock.held, stock.yielding) == (3, 2, 0)
    stripe_server.pays(order)
    assert settle(session_at_stripe(order)).state == OrderState.PAID


def test_a_recent_hold_is_firm(stripe_server):
    wax = a_product(stock=1)
    young = begin(a_cart(wax), email="young@example.com")
    grow_older(young, 9)
    mark_old_orders_yielding()
    with pytest.raises(NoneAvailable):
        a_cart(wax)
    assert FIRM_FOR == 10 * MINUTE


def test_an_old_hold_is_kept_if_the_stock_is_sufficient(stripe_server):
    wax = a_product(stock=5)
    old = begin(a_cart((wax, 2)), email="old@example.com")
    grow_older(old, 11)
    mark_old_orders_yielding()
    begin(a_cart((wax, 3)))
    old.refresh_from_db()
    assert old.state == OrderState.AWAITING_PAYMENT
    assert Stock.objects.get(pk=wax.sku).yielding == 2


@pytest.mark.parametrize("payment", ["paid", "on its way"])
def test_an_order_that_is_being_paid_keeps_its_hold(stripe_server, payment):
    """Stripe has the payment, but the shop has no event yet."""
    wax = a_product(stock=1)
    old = begin(a_cart(wax), email="old@example.com")
    grow_older(old, 11)
    mark_old_orders_yielding()
    cart = a_cart(wax)
    if payment == "paid":
        stripe_server.pays(old)
    else:
        stripe_server.side.debits(old.stripe_session_id)
    with pytest.raises(CartChanged):
        begin(cart)
    old.refresh_from_db()
    assert old.state == (OrderState.PAID if payment == "paid" else OrderState.PROCESSING)
    assert not old.yields
    stock = Stock.objects.get(pk=wax.sku)
    assert (stock.on_hand, stock.held, stock.yielding) == (
        (0, 0, 0) if payment == "paid" else (1, 1, 0)
    )


def test_the_cart_s_own_yielding_order_is_counted_once(stripe_server):
    wax = a_product(stock=3)
    cart = a_cart((wax, 2))
    own = begin(cart)
    grow_older(own, 11)
    mark_old_orders_yielding()
    room = cart_capacity(cart, offers_for([wax.sku]).values())
    assert room.free[wax.sku] == 3


def test_a_paid_or_expired_order_leaves_no_yielding_stock(stripe_server):
    wax, cloth = a_product(stock=3), a_product(stock=3)
    for page, end in ((wax, stripe_server.pays), (cloth, stripe_server.expires)):
        order = begin(a_cart(page), email=f"{page.sku}@example.com")
        grow_older(order, 11)
        mark_old_orders_yielding()
        assert Stock.objects.get(pk=page.sku).yielding == 1
        end(order)
        settle(session_at_stripe(order))
        assert Stock.objects.get(pk=page.sku).yielding == 0
        assert Stock.objects.get(pk=page.sku).held == 0
