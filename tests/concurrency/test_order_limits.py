"""Concurrent unpaid orders of one party, and of the last units."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Stock
from checkout.models import Order, OrderState
from checkout.orders.contact import Contact
from checkout.orders.holds import mark_old_orders_yielding
from checkout.orders.limits import Origin, TooManyOpenOrders
from checkout.orders.place import CartChanged
from checkout.payments.expiry import release_stale_orders
from checkout.payments.settle import settle
from checkout.payments.start import start_payment
from checkout.stripe.gateway import retrieve_session
from tests.builders import CONTACT, GUEST, a_cart, a_product
from tests.concurrency.at_once import at_once, refusals
from tests.concurrency.books import check_books

pytestmark = pytest.mark.slow

_CONTACT = {name: getattr(CONTACT, name) for name in CONTACT.__slots__}
AT_ONCE = 8
ROUNDS = 5


def paying_for(cart, *, email: str, **origin: str):
    contact = Contact(**_CONTACT | {"email": email})
    return lambda: start_payment(
        cart=cart, user=GUEST, contact=contact, shown_total_pence=None, origin=Origin(**origin)
    )


def an_old_order(page, quantity: int = 1) -> Order:
    """Unpaid for longer than a hold is firm."""
    order, _ = paying_for(a_cart((page, quantity)), email="old@example.com")()
    Order.objects.filter(pk=order.pk).update(yields_from=timezone.now() - timedelta(minutes=1))
    mark_old_orders_yielding()
    return order


@pytest.mark.parametrize(
    ("setting", "most", "who"),
    [
        ("MAX_OPEN_ORDERS_PER_BROWSER", 3, {"browser": "b"}),
        ("MAX_OPEN_ORDERS_PER_NETWORK", 4, {"network": "n"}),
        ("MAX_OPEN_ORDERS_PER_EMAIL", 5, {}),
    ],
)
def test_concurrent_orders_exceed_no_limit(stripe_server, settings, setting, most, who):
    setattr(settings, setting, most)
    wax = a_product(stock=50)
    same = setting.endswith("EMAIL")
    calls = [
        paying_for(a_cart(wax), email="sam@example.com" if same else f"{n}@example.com", **who)
        for n in range(AT_ONCE)
    ]
    outcomes = at_once(*calls, refused_by=(TooManyOpenOrders,))
    assert refusals(outcomes) == [TooManyOpenOrders] * (AT_ONCE - most)
    assert Order.objects.open().count() == most
    check_books(wax, pieces_at_first=50)


def test_the_last_piece_of_an_old_order_is_recalled_by_one_of_many(stripe_server):
    for number in range(ROUNDS):
        wax = a_product(stock=1)
        old = an_old_order(wax)
        wanted = [paying_for(a_cart(wax), email=f"{number}-{n}@example.com") for n in range(4)]
        outcomes = at_once(*wanted, refused_by=(CartChanged,))
        assert refusals(outcomes) == [CartChanged] * 3
        old.refresh_from_db()
        assert old.state == OrderState.EXPIRED
        check_books(wax, pieces_at_first=1)
        assert Stock.objects.get(pk=wax.sku).yielding == 0


def test_an_old_order_is_paid_or_recalled_and_never_both(stripe_server):
    for number in range(ROUNDS):
        wax = a_product(stock=1)
        old = an_old_order(wax)
        cart = a_cart(wax)

        def pay(order=old) -> None:
            stripe_server.pays(order)
            settle(retrieve_session(order.stripe_session_id))

        old.refresh_from_db()
        at_once(
            pay,
            paying_for(cart, email=f"{number}@example.com"),
            release_stale_orders,
            mark_old_orders_yielding,
            refused_by=(CartChanged,),
        )
        settle(retrieve_session(old.stripe_session_id))
        old.refresh_from_db()
        others = Order.objects.open().filter(cart=cart).count()
        assert (old.state, others) in [(OrderState.PAID, 0), (OrderState.EXPIRED, 1)]
        check_books(wax, pieces_at_first=1)
        assert Stock.objects.get(pk=wax.sku).yielding == 0
