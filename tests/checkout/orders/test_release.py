"""An order whose payment failed after the buyer left gives the goods back to the cart."""

import pytest

from checkout.models import CartLine, Order, OrderState
from checkout.orders.release import release_order
from checkout.orders.state import SHOP, transition_order
from tests.builders import a_cart, a_product
from tests.checkout.orders.builders import begin

pytestmark = pytest.mark.django_db


def a_processing_order(stripe_server, *lines) -> Order:
    order = begin(a_cart(*lines))
    assert transition_order(order, OrderState.PROCESSING, by=SHOP, what="The debit is on its way")
    order.cart.lines.all().delete()
    return order


def in_cart(order: Order) -> dict[str, int]:
    return dict(order.cart.lines.values_list("sku", "quantity"))


def test_the_cart_has_each_line_again_at_the_order_s_price(stripe_server):
    wax, gel = a_product(1299, title="Wax"), a_product(500, title="Gel")
    order = a_processing_order(stripe_server, (wax, 2), gel)
    wax.price_pence = 1499
    wax.save_revision().publish()
    assert release_order(order, OrderState.CANCELLED, by=SHOP, why="The debit failed")
    shown = CartLine.objects.filter(cart=order.cart).order_by("title_shown")
    assert list(shown.values_list("sku", "quantity", "title_shown", "price_shown_pence")) == [
        (gel.sku, 1, "Gel", 500),
        (wax.sku, 2, "Wax", 1299),
    ]


def test_units_added_meanwhile_stay(stripe_server):
    wax = a_product(title="Wax")
    order = a_processing_order(stripe_server, (wax, 2))
    CartLine.objects.create(
        cart=order.cart, sku_id=wax.sku, quantity=3, title_shown="Wax", price_shown_pence=1
    )
    release_order(order, OrderState.CANCELLED, by=SHOP, why="The debit failed")
    assert in_cart(order) == {wax.sku: 5}


def test_other_orders_leave_the_cart_alone(stripe_server):
    wax = a_product()
    order = begin(a_cart(wax))
    order.cart.lines.all().delete()
    assert release_order(order, OrderState.EXPIRED, by=SHOP, why="Not paid in time")
    assert in_cart(order) == {}
