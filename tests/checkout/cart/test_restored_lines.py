"""Removed lines come back as far as the cart and the stock allow."""

import pytest

from checkout.cart import lines as cart_lines
from checkout.cart.lines import keep_unavailable, restore_lines
from checkout.models import Cart, CartLine
from tests.builders import a_cart, a_product

pytestmark = pytest.mark.django_db


def a_removed_line(cart: Cart, page, quantity: int) -> CartLine:
    return CartLine(
        cart=cart,
        sku_id=page.sku,
        quantity=quantity,
        title_shown=page.title,
        price_shown_pence=page.price_pence,
    )


def held(cart: Cart) -> dict[str, int]:
    return dict(cart.lines.values_list("sku", "quantity"))


@pytest.mark.parametrize(("room", "is_restored"), [(0, False), (1, True)])
def test_a_line_comes_back_if_the_cart_has_room(monkeypatch, room, is_restored):
    wax, gone = a_product(title="Wax"), a_product(title="Gel")
    cart = a_cart(wax)
    monkeypatch.setattr(cart_lines, "MAX_LINES", 1 + room)
    short = restore_lines(cart=cart, lines=[a_removed_line(cart, gone, 1)])
    assert (gone.sku in held(cart)) == is_restored
    assert short == ([] if is_restored else ["Gel"])


def test_a_full_cart_still_takes_more_units_of_what_it_holds(monkeypatch):
    wax = a_product(title="Wax")
    cart = a_cart(wax)
    monkeypatch.setattr(cart_lines, "MAX_LINES", 1)
    assert restore_lines(cart=cart, lines=[a_removed_line(cart, wax, 3)]) == []
    assert held(cart) == {wax.sku: 3}


def test_of_a_sold_out_product_nothing_comes_back():
    wax = a_product(title="Wax", stock=0)
    cart = Cart.objects.create()
    assert restore_lines(cart=cart, lines=[a_removed_line(cart, wax, 1)]) == ["Wax"]
    assert held(cart) == {}


@pytest.mark.parametrize(("room", "is_kept"), [(0, False), (1, True)])
def test_a_line_that_is_not_for_sale_is_kept_if_the_cart_has_room(monkeypatch, room, is_kept):
    wax, gone = a_product(title="Wax"), a_product(title="Gel")
    cart = a_cart(wax)
    gone.unpublish()
    line = a_removed_line(cart, gone, 2)
    monkeypatch.setattr(cart_lines, "MAX_LINES", 1 + room)
    short = restore_lines(cart=cart, lines=[line])
    assert (gone.sku in held(cart)) == is_kept
    assert short == ([] if is_kept else ["Gel"])
    assert keep_unavailable(cart, line) == is_kept


def test_a_line_that_is_not_for_sale_is_kept_once():
    gone = a_product()
    cart = a_cart(gone)
    gone.unpublish()
    assert keep_unavailable(cart, a_removed_line(cart, gone, 2))
    assert cart.lines.count() == 1
