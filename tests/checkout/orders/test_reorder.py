"""Reorders: available items at today's prices, and messages about the others."""

import pytest

from catalog.models import StockMove
from catalog.models.stock import add_stock
from checkout.cart.lines import MAX_LINES
from checkout.models import Cart, CartLine, Order
from checkout.orders.reorder import NewPrice, ReorderResult, Shortage, reorder
from tests.builders import a_bundle, a_cart, a_product, a_visitor
from tests.checkout.buyers import an_order, messages_of

pytestmark = pytest.mark.django_db


def quantities(cart) -> dict[str, int]:
    return dict(cart.lines.values_list("sku_id", "quantity"))


def reprice(page, pence: int) -> None:
    page.price_pence = pence
    page.save_revision().publish()


def test_all_items_are_added_to_the_cart(stripe_server):
    wax, bundle = a_product(title="Wax"), a_bundle(title="Set")
    order = an_order(stripe_server, (wax, 2), bundle)
    cart = a_cart()
    assert reorder(cart=cart, order=order) == ReorderResult(added=["Wax", "Set"])
    assert quantities(cart) == {wax.sku: 2, bundle.sku: 1}


def test_items_are_added_to_the_existing_cart(stripe_server):
    wax, cloth = a_product(title="Wax"), a_product()
    order = an_order(stripe_server, (wax, 2))
    cart = a_cart((wax, 1), cloth)
    reorder(cart=cart, order=order)
    assert quantities(cart) == {wax.sku: 3, cloth.sku: 1}


def test_items_no_longer_for_sale_are_named_as_sold(stripe_server):
    wax, cloth = a_product(title="Wax"), a_product(title="Cloth")
    order = an_order(stripe_server, wax, cloth)
    wax.unpublish()
    cart = a_cart()
    assert reorder(cart=cart, order=order) == ReorderResult(added=["Cloth"], gone=["Wax"])
    assert quantities(cart) == {cloth.sku: 1}


def test_deleted_items_are_reported(stripe_server):
    wax = a_product(title="Wax")
    order = an_order(stripe_server, wax)
    wax.delete()
    assert reorder(cart=a_cart(), order=order) == ReorderResult(gone=["Wax"])


def test_items_with_low_stock_are_added_as_far_as_available(stripe_server):
    wax, cloth = a_product(title="Wax", stock=6), a_product(title="Cloth", stock=1)
    order = an_order(stripe_server, (wax, 4), cloth)
    cart = a_cart()
    result = reorder(cart=cart, order=order)
    assert result == ReorderResult(
        added=["Wax"], short=[Shortage("Wax", 2, 4), Shortage("Cloth", 0, 1)]
    )
    assert quantities(cart) == {wax.sku: 2}


def test_items_already_in_the_cart_are_not_reported_as_added(stripe_server):
    wax = a_product(title="Wax", stock=6)
    order = an_order(stripe_server, (wax, 3))
    cart = a_cart((wax, 1))
    assert reorder(cart=cart, order=order).short == [Shortage("Wax", 2, 3)]
    assert quantities(cart) == {wax.sku: 3}


def test_changed_prices_are_reported_with_both_amounts(stripe_server):
    wax, cloth = a_product(1299, title="Wax"), a_product(500, title="Cloth")
    same = a_product(700, title="Foam")
    order = an_order(stripe_server, wax, cloth, same)
    reprice(wax, 1499)
    reprice(cloth, 450)
    result = reorder(cart=a_cart(), order=order)
    assert result.price_raised == [NewPrice("Wax", 1299, 1499)]
    assert result.price_lowered == [NewPrice("Cloth", 500, 450)]


@pytest.mark.slow
def test_a_full_cart_reports_the_items_not_added(stripe_server):
    wax = a_product(title="Wax")
    order = an_order(stripe_server, wax)
    cart = a_cart(*[a_product(100) for _ in range(MAX_LINES)])
    assert reorder(cart=cart, order=order) == ReorderResult(did_not_fit=["Wax"])
    assert len(quantities(cart)) == MAX_LINES


def test_the_cart_page_shows_all_messages(stripe_server, shopper):
    titles = ("Wax", "Cloth", "Foam", "Mitt", "Brush")
    wax, cloth, foam, mitt, brush = (a_product(1000, title=t, stock=9) for t in titles)
    order = an_order(stripe_server, wax, cloth, foam, (mitt, 3), brush, user=shopper)
    cloth.unpublish()
    reprice(foam, 1100)
    reprice(brush, 900)
    add_stock(mitt.sku, -5, reason=StockMove.Reason.DAMAGE)
    answer = a_visitor(shopper).post(f"/users/orders/{order.number}/again/", follow=True)
    assert answer.redirect_chain == [("/cart/", 302)]
    assert messages_of(answer) == [
        "Added to your cart: “Wax”, “Foam”, “Mitt”, “Brush”.",
        "No longer for sale: “Cloth”.",
        "There is not enough stock of “Mitt”. We added 1 of 3.",
        "The price of “Foam” has gone up from £10.00 to £11.00.",
        "The price of “Brush” has gone down from £10.00 to £9.00.",
    ]
    assert quantities(Cart.objects.get(user=shopper)) == {
        wax.sku: 1,
        foam.sku: 1,
        mitt.sku: 1,
        brush.sku: 1,
    }
    assert Order.objects.count() == 1


def test_a_get_adds_nothing(stripe_server, shopper):
    order = an_order(stripe_server, user=shopper)
    assert a_visitor(shopper).get(f"/users/orders/{order.number}/again/").status_code == 405
    assert CartLine.objects.count() == 0
