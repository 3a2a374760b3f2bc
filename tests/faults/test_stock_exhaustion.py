"""One visitor takes all that the shop has into unpaid orders, again and again: an honest shopper
buys within a minute all the same, always."""

import time

import pytest
from django.db.models import F, Sum

from catalog.models import Stock
from checkout.models import Order, OrderState
from tests.builders import a_product
from tests.faults.killable_shop import let_time_pass
from tests.faults.ledger import check_sold_once
from tests.faults.paid_orders import wait_until_paid

pytestmark = pytest.mark.slow

PRODUCTS = 60
IN_ONE_CART = PRODUCTS // 2
PIECES = 18
# 180 times "Add to cart", as in the attack that once held all of the shop's goods.
POSTS_FOR_EACH = 3
ROUNDS = 4
PATIENCE_S = 60


@pytest.fixture(scope="module")
def shelves(running_shop):
    """All that this shop has. What the attackers leave behind is given up in the end: the tests
    after these buy from the same address."""
    yield [a_product(499, stock=PIECES) for _ in range(PRODUCTS)]
    let_time_pass(minutes=50)
    assert running_shop.manage("release_stale_orders") == 0
    assert not Order.objects.open().exists()


def fills_cart(shopper, pages) -> None:
    for _ in range(POSTS_FOR_EACH):
        for page in pages:
            shopper.puts_in_cart(page, PIECES // POSTS_FOR_EACH)
        shopper.looks_at_cart()  # or the next round would pass for double clicks


def tries_to_pay(shopper) -> Order | None:
    """The order that was placed, or None where the shop refused."""
    answer = shopper.asks_to_pay()
    return Order.objects.latest("pk") if "/c/pay/" in answer.headers.get("Location", "") else None


def buys(shop, shopper, page, *, quantity: int = 1) -> Order:
    """In time, from the cart to the paid order."""
    began_at = time.monotonic()
    shopper.puts_in_cart(page, quantity)
    order = shopper.goes_to_pay()
    shop.stripe.pays(order)
    wait_until_paid(order)
    assert time.monotonic() - began_at < PATIENCE_S
    shop.wait_until_idle()
    return order


def share_held(pages) -> float:
    stock = Stock.objects.filter(pk__in=[page.sku for page in pages])
    sums = stock.aggregate(held=Sum("held"), on_hand=Sum("on_hand"))
    return sums["held"] / sums["on_hand"]


def test_two_browsers_that_hold_all_stock_do_not_block_other_shoppers(shop, a_shopper, shelves):
    attackers = [a_shopper(email=f"thief{number}@example.com") for number in range(2)]
    halves = shelves[:IN_ONE_CART], shelves[IN_ONE_CART:]
    for attacker, half in zip(attackers, halves, strict=True):
        fills_cart(attacker, half)
        assert tries_to_pay(attacker)
    assert share_held(shelves) > 0.95
    for number in range(ROUNDS):
        half = halves[number % 2]
        honest = a_shopper(email=f"honest{number}@example.com")
        wax = half[number]
        order = buys(shop, honest, wax, quantity=1 + number)
        check_sold_once(shop, order, wax, pieces_at_first=PIECES, sold=1 + number)
        for attacker in attackers:  # the same cart again: sold items are unavailable
            attacker.brings_cart_up_to_date()
            tries_to_pay(attacker)
    assert not Stock.objects.filter(held__gt=F("on_hand")).exists()
    assert not Stock.objects.filter(yielding__gt=F("held")).exists()


def test_many_small_orders_of_many_browsers_reach_the_network_limit(shop, a_shopper, shelves):
    """The shop's own limit, as it stands: 20 unpaid orders of one internet address."""
    open_now = Order.objects.open().count()
    refused = 0
    for number in range(25):
        attacker = a_shopper(email=f"crowd{number}@example.com")
        attacker.puts_in_cart(shelves[number], 2)
        answer = attacker.asks_to_pay()
        refused += answer.status_code == 429
        if answer.status_code == 429:
            assert "Too many unpaid orders" in answer.text
            break
    assert refused
    assert Order.objects.open().count() <= max(open_now, 20)
    firm = Order.objects.filter(state=OrderState.AWAITING_PAYMENT, yields=False)
    assert firm.count() <= 3
