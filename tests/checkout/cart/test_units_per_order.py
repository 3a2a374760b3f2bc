"""How many units of one product an order may have."""

import pytest
from django.contrib.auth.models import Group

from catalog.models import Stock
from catalog.models.shop_rules import ShopRules
from checkout.cart.lines import NoneAvailable, add_to_cart
from checkout.cart.summary import summarise_cart
from checkout.orders.place import CartChanged
from tests.builders import (
    GUEST,
    a_bundle,
    a_cart,
    a_product,
    a_user,
    a_visitor,
)
from tests.checkout.orders.builders import begin

pytestmark = pytest.mark.django_db


def test_a_cart_holds_at_most_twenty_pieces_of_a_product_with_a_message():
    wax = a_product(stock=50)
    change = add_to_cart(cart=a_cart(), sku=wax.sku, quantity=30)
    assert (change.quantity, change.is_limited) == (20, True)


def test_adding_above_the_limit_shows_a_message():
    wax = a_product(stock=50)
    cart = a_cart((wax, 20))
    with pytest.raises(NoneAvailable) as refusal:
        add_to_cart(cart=cart, sku=wax.sku, quantity=1)
    assert refusal.value.is_limited


def test_a_stock_shortage_is_not_reported_as_a_limit():
    change = add_to_cart(cart=a_cart(), sku=a_product(stock=5).sku, quantity=9)
    assert (change.quantity, change.is_limited) == (5, False)


def test_a_bundle_s_parts_count_with_the_product_itself():
    wax = a_product(stock=50)
    cart = a_cart((wax, 18))
    bundle = a_bundle((wax, 2), a_product(stock=50), a_product(stock=50))
    change = add_to_cart(cart=cart, sku=bundle.sku, quantity=3)
    assert (change.quantity, change.is_limited) == (1, True)


def test_one_unit_of_a_bundle_is_always_allowed():
    wax = a_product(stock=100)
    bundle = a_bundle((wax, 30), a_product(stock=50), a_product(stock=50))
    assert add_to_cart(cart=a_cart(), sku=bundle.sku, quantity=2).quantity == 1


def test_the_owner_sets_the_limit_and_it_is_logged(owner):
    rules = ShopRules.load()
    rules.most_units_per_order = 3
    rules.save()
    wax = a_product(stock=50)
    assert add_to_cart(cart=a_cart(), sku=wax.sku, quantity=9).quantity == 3


@pytest.mark.parametrize(("most", "taken"), [(2, 2), (40, 40), (None, 20)])
def test_a_product_can_have_its_own_limit(most, taken):
    wax = a_product(stock=50)
    Stock.objects.filter(pk=wax.sku).update(most_per_order=most)
    assert add_to_cart(cart=a_cart(), sku=wax.sku, quantity=45).quantity == taken


def test_publishing_an_older_revision_does_not_restore_an_older_limit():
    wax = a_product(stock=50)
    draft = wax.save_revision()
    Stock.objects.filter(pk=wax.sku).update(most_per_order=2)
    draft.publish()
    assert Stock.objects.get(pk=wax.sku).most_per_order == 2


def test_no_order_is_placed_above_the_limit(stripe_server):
    """A cart from before the limit was lowered."""
    wax = a_product(stock=50)
    cart = a_cart((wax, 20))
    cart.lines.update(quantity=25)
    with pytest.raises(CartChanged):
        begin(cart)
    [line] = summarise_cart(cart, GUEST).lines
    assert (line.most, line.is_short, line.is_limited) == (20, True, True)


def test_editors_of_selling_terms_set_the_limit_in_the_stock_form(owner):
    wax = a_product()
    desk = a_visitor(owner)
    assert "Limit per order" in desk.get(f"/admin/stock/{wax.sku}/").text
    desk.post(f"/admin/stock/{wax.sku}/limit/", {"most_per_order": "4"})
    assert Stock.objects.get(pk=wax.sku).most_per_order == 4
    desk.post(f"/admin/stock/{wax.sku}/limit/", {"most_per_order": "0"})
    assert Stock.objects.get(pk=wax.sku).most_per_order == 4
    desk.post(f"/admin/stock/{wax.sku}/limit/", {"most_per_order": ""})
    assert Stock.objects.get(pk=wax.sku).most_per_order is None


@pytest.mark.parametrize("group", ["Marketing Editors", "Moderators"])
def test_setting_the_limit_requires_permission_to_change_selling_terms(group):
    wax, editor = a_product(), a_user()
    editor.groups.add(Group.objects.get(name=group))
    a_visitor(editor).post(f"/admin/stock/{wax.sku}/limit/", {"most_per_order": "4"})
    assert Stock.objects.get(pk=wax.sku).most_per_order is None


def test_a_catalogue_editor_may_set_the_limit():
    wax, editor = a_product(), a_user()
    editor.groups.add(Group.objects.get(name="Catalog Editors"))
    a_visitor(editor).post(f"/admin/stock/{wax.sku}/limit/", {"most_per_order": "4"})
    assert Stock.objects.get(pk=wax.sku).most_per_order == 4
