"""Deleted products in past orders and open carts."""

import pytest
from django.urls import reverse

from catalog.models import ProductPage, Sku, Stock
from checkout.cart.summary import summarise_cart
from checkout.models import Order
from checkout.orders.place import place_order
from tests.builders import CONTACT, GUEST, a_bundle, a_cart, a_product, a_visitor

pytestmark = pytest.mark.django_db


def test_an_order_keeps_its_copy_of_a_product_that_is_deleted():
    wax = a_product(1299, title="Hard Wax", sku="AUT-CC-777")
    cart = a_cart((wax, 2))
    total = summarise_cart(cart, GUEST).quote.total_pence
    order = place_order(cart=cart, user=GUEST, contact=CONTACT, shown_total_pence=total)
    ProductPage.objects.get(pk=wax.pk).delete()
    [line] = Order.objects.get(pk=order.pk).lines.all()
    assert (line.title, line.sku_id, line.quantity) == ("Hard Wax", "AUT-CC-777", 2)
    assert Order.objects.get(pk=order.pk).total_pence == total
    assert Sku.objects.get(pk="AUT-CC-777").page_id is None
    assert (Stock.objects.get(pk="AUT-CC-777").on_hand, Stock.objects.get().held) == (50, 2)


def test_a_cart_shows_deleted_products():
    wax, sponge = a_product(title="Hard Wax"), a_product(title="Sponge")
    cart = a_cart(wax, sponge)
    ProductPage.objects.get(pk=wax.pk).delete()
    summary = summarise_cart(cart, GUEST)
    assert [(line.title, line.is_gone) for line in summary.lines] == [
        ("Hard Wax", True),
        ("Sponge", False),
    ]
    assert not summary.can_be_ordered


def test_a_bundle_in_a_cart_is_not_for_sale_without_its_part():
    parts = [a_product() for _ in range(3)]
    cart = a_cart(a_bundle(*parts, title="Starter Set"))
    ProductPage.objects.get(pk=parts[0].pk).delete()
    [line] = summarise_cart(cart, GUEST).lines
    assert (line.title, line.is_gone) == ("Starter Set", True)


def test_deleting_a_product_in_the_admin_keeps_orders_and_cart_lines(owner):
    wax, mitt = a_product(1299, title="Hard Wax", sku="AUT-CC-777"), a_product(title="Mitt")
    ordered, open_cart = a_cart((wax, 2)), a_cart(wax, mitt)
    total = summarise_cart(ordered, GUEST).quote.total_pence
    order = place_order(cart=ordered, user=GUEST, contact=CONTACT, shown_total_pence=total)
    answer = a_visitor(owner).post(reverse("wagtailadmin_pages:delete", args=[wax.pk]))
    assert answer.status_code == 302
    assert not ProductPage.objects.filter(pk=wax.pk).exists()
    [line] = Order.objects.get(pk=order.pk).lines.all()
    assert (line.title, line.sku_id, line.quantity) == ("Hard Wax", "AUT-CC-777", 2)
    gone = [line.title for line in summarise_cart(open_cart, GUEST).lines if line.is_gone]
    assert gone == ["Hard Wax"]
    assert Stock.objects.get(pk="AUT-CC-777").held == 2
