"""Taking stock back from older unpaid orders for another shopper."""

import pytest

from checkout.models import Order, OrderState
from checkout.payments.hold_recall import recall_holds
from tests.builders import (
    a_cart,
    a_product,
)
from tests.checkout.orders.builders import begin, grow_older

pytestmark = pytest.mark.django_db


def test_only_the_missing_stock_is_recalled_oldest_orders_first(stripe_server):
    wax, cloth = a_product(stock=6), a_product(stock=3)
    newer = begin(a_cart((wax, 2), (cloth, 1)), email="newer@example.com")
    older = begin(a_cart((wax, 2)), email="older@example.com")
    newest = begin(a_cart((wax, 2)), email="newest@example.com")
    for order, minutes in ((older, 13), (newer, 12), (newest, 11)):
        grow_older(order, minutes)
    assert recall_holds({wax.sku: 2, cloth.sku: 2}, cart=a_cart()) is True
    states = [Order.objects.get(pk=order.pk).state for order in (older, newer, newest)]
    assert states == [
        OrderState.EXPIRED, OrderState.AWAITING_PAYMENT, OrderState.AWAITING_PAYMENT,
    ]  # fmt: skip


def test_orders_are_recalled_until_the_stock_is_sufficient(stripe_server):
    wax = a_product(stock=6)
    orders = [begin(a_cart((wax, 2)), email=f"{n}@example.com") for n in range(3)]
    for order in orders:
        grow_older(order, 11)
    assert recall_holds({wax.sku: 3}, cart=a_cart()) is True
    states = [Order.objects.get(pk=order.pk).state for order in orders]
    assert states == [OrderState.EXPIRED, OrderState.EXPIRED, OrderState.AWAITING_PAYMENT]


def test_nothing_is_recalled_if_the_stock_is_sufficient(stripe_server):
    wax, cloth = a_product(stock=2), a_product(stock=5)
    old = begin(a_cart(wax, cloth), email="old@example.com")
    grow_older(old, 11)
    assert recall_holds({wax.sku: 1, cloth.sku: 4}, cart=a_cart()) is False
    assert Order.objects.get(pk=old.pk).state == OrderState.AWAITING_PAYMENT


@pytest.mark.parametrize("why", ["its page is being opened", "stripe is down", "paid"])
def test_an_order_that_cannot_be_recalled_keeps_its_stock(stripe_server, settings, why):
    wax = a_product(stock=1)
    old = begin(a_cart(wax), email="old@example.com")
    grow_older(old, 11)
    if why == "paid":
        stripe_server.pays(old)
    elif why == "stripe is down":
        stripe_server.side.rule("fail", endpoint="POST /v1/checkout/sessions/*/expire", times=0)
    else:
        Order.objects.filter(pk=old.pk).update(stripe_session_id=None)
    assert recall_holds({wax.sku: 1}, cart=a_cart()) is False
    stripe_server.side.clears()
    old.refresh_from_db()
    assert old.state == (OrderState.PAID if why == "paid" else OrderState.AWAITING_PAYMENT)
    if why == "paid":
        assert "reported by the recall of its stock" in old.timeline.last().what


def test_each_missing_product_is_recalled_from_its_own_order(stripe_server):
    wax, cloth = a_product(stock=1), a_product(stock=1)
    orders = [begin(a_cart(page), email=f"{page.sku}@example.com") for page in (wax, cloth)]
    for order in orders:
        grow_older(order, 11)
    assert recall_holds({wax.sku: 1, cloth.sku: 1}, cart=a_cart()) is True
    states = [Order.objects.get(pk=order.pk).state for order in orders]
    assert states == [OrderState.EXPIRED, OrderState.EXPIRED]
