"""Undo on the cart's page: removed lines come back, one or all."""

import re

import pytest
from django.test import Client

from catalog.models import Stock
from checkout.cart.removals import MAX_KEPT
from checkout.models import CartLine
from tests.builders import a_product
from tests.checkout.shopping import FROM_OUR_PAGES, add, client

__all__ = ["client"]

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def post(client, name, **fields):
    return client.post(f"/cart/{name}/", fields, follow=True)


def removal_in(response) -> str:
    return re.search(r'name="removal" value="(\d+)"', response.text)[1]


def undo(client, response):
    return post(client, "restore", removal=removal_in(response))


def quantities() -> dict[str, int]:
    return dict(CartLine.objects.values_list("sku_id", "quantity"))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("remove", {}),
        ("change", {"quantity": 0}),
        ("change", {"quantity": 1, "step": -1}),
    ],
)
def test_undo_restores_the_quantity_of_a_removed_line(client, name, fields):
    wax, mat = a_product(title="Wax"), a_product()
    add(client, wax, 3)
    add(client, mat)
    removed = post(client, name, sku=wax.sku, **fields)
    assert "“Wax” was removed from your cart. Undo" in text_of(removed)
    assert quantities() == {mat.sku: 1}
    assert "“Wax” is in your cart again." in text_of(undo(client, removed))
    assert quantities() == {wax.sku: 3, mat.sku: 1}


def test_undo_restores_all_lines_of_an_emptied_cart(client):
    wax, mat = a_product(), a_product()
    add(client, wax, 3)
    add(client, mat, 2)
    emptied = post(client, "clear")
    assert "All items were removed from your cart. Undo" in text_of(emptied)
    assert not CartLine.objects.exists()
    assert "Your items are in your cart again." in text_of(undo(client, emptied))
    assert quantities() == {wax.sku: 3, mat.sku: 2}
    assert [line.sku_id for line in CartLine.objects.all()] == [wax.sku, mat.sku]


def test_emptying_an_empty_cart_offers_no_undo(client):
    assert 'name="removal"' not in post(client, "clear").text
    add(client, a_product())
    post(client, "clear")
    assert 'name="removal"' not in post(client, "clear").text


def test_undo_is_offered_once(client):
    add(client, a_product())
    assert 'name="removal"' in post(client, "clear").text
    assert 'name="removal"' not in client.get("/cart/").text


def test_undo_pressed_twice_restores_once(client):
    wax = a_product()
    add(client, wax, 3)
    emptied = post(client, "clear")
    undo(client, emptied)
    assert "This can no longer be undone." in text_of(undo(client, emptied))
    assert quantities() == {wax.sku: 3}


def test_each_undo_restores_its_own_removal(client):
    wax, mat = a_product(), a_product()
    add(client, wax, 3)
    add(client, mat, 2)
    first = post(client, "remove", sku=wax.sku)
    post(client, "remove", sku=mat.sku)
    undo(client, first)
    assert quantities() == {wax.sku: 3}


def test_units_added_since_count_towards_the_restored_quantity(client):
    wax = a_product()
    add(client, wax, 3)
    emptied = post(client, "clear")
    add(client, wax, 1)
    undo(client, emptied)
    assert quantities() == {wax.sku: 3}
    emptied = post(client, "clear")
    add(client, wax, 5)
    undo(client, emptied)
    assert quantities() == {wax.sku: 5}


def test_undo_restores_what_is_available(client):
    wax = a_product(title="Wax", stock=9)
    add(client, wax, 3)
    emptied = post(client, "clear")
    Stock.objects.filter(pk=wax.sku).update(on_hand=2)
    assert "There is not enough stock of “Wax”. Please check your cart." in text_of(
        undo(client, emptied)
    )
    assert quantities() == {wax.sku: 2}


def test_undo_restores_a_line_that_is_no_longer_for_sale(client):
    wax = a_product()
    add(client, wax, 3)
    wax.unpublish()
    undo(client, post(client, "clear"))
    assert quantities() == {wax.sku: 3}
    assert "This item is no longer for sale." in client.get("/cart/").text


def test_the_session_keeps_the_last_removals_only(client):
    wax = a_product()
    for _ in range(MAX_KEPT + 2):
        add(client, wax)
        emptied = post(client, "clear")
    assert len(client.session["removed_lines"]) == MAX_KEPT
    undo(client, emptied)
    assert quantities() == {wax.sku: 1}


@pytest.mark.parametrize("removal", ["", "x", "7", "-1", "9" * 30])
def test_another_removal_restores_nothing(client, removal):
    add(client, a_product())
    post(client, "clear")
    other = Client(headers=FROM_OUR_PAGES)
    assert "This can no longer be undone." in text_of(post(other, "restore", removal=removal))
    assert "This can no longer be undone." in text_of(post(client, "restore", removal=removal))
    assert quantities() == {}
