"""Cart lines: quantities never exceed the stock, counted per SKU over all lines."""

import pytest

from catalog.models import Stock
from checkout.cart.lines import (
    CartFull,
    NoneAvailable,
    NotOnSale,
    add_to_cart,
    clear_cart,
    fit_cart,
    remove_from_cart,
    set_quantity,
)
from checkout.cart.summary import summarise_cart
from checkout.models import Cart
from checkout.payments.start import start_payment
from tests.builders import CONTACT, GUEST, a_bundle, a_cart, a_customer, a_product, change

pytestmark = pytest.mark.django_db


def quantities(cart) -> dict[str, int]:
    return dict(cart.lines.values_list("sku_id", "quantity"))


def test_adding_twice_adds_to_one_line():
    wax = a_product()
    cart = a_cart((wax, 2), (wax, 3))
    assert quantities(cart) == {wax.sku: 5}


def test_a_quantity_above_the_stock_is_capped_and_reported():
    wax = a_product(stock=3)
    cart = Cart.objects.create()
    change = add_to_cart(cart=cart, sku=wax.sku, quantity=9)
    assert (change.quantity, change.requested, change.was_capped) == (3, 9, True)
    assert quantities(cart) == {wax.sku: 3}


def test_nothing_is_added_if_the_cart_holds_the_whole_stock():
    wax = a_product(stock=1)
    cart = a_cart(wax)
    with pytest.raises(NoneAvailable):
        add_to_cart(cart=cart, sku=wax.sku, quantity=1)
    assert quantities(cart) == {wax.sku: 1}


def test_stock_held_by_other_orders_is_not_available():
    wax = a_product(stock=2)
    Stock.objects.filter(pk=wax.sku).update(held=2)
    with pytest.raises(NoneAvailable):
        add_to_cart(cart=Cart.objects.create(), sku=wax.sku, quantity=1)


def test_a_bundle_and_its_part_share_the_same_stock():
    wax = a_product(stock=5)
    bundle = a_bundle((wax, 2), a_product(), a_product())
    cart = a_cart((bundle, 2))
    change = add_to_cart(cart=cart, sku=wax.sku, quantity=4)
    assert (change.quantity, change.was_capped) == (1, True)
    assert quantities(cart) == {bundle.sku: 2, wax.sku: 1}


@pytest.mark.parametrize("kind", ["unknown", "unpublished", "draft", "without a price"])
def test_a_product_that_is_not_for_sale_is_not_added(kind):
    sku = {
        "unknown": lambda: "AUT-XX-999",
        "unpublished": lambda: _unpublished(a_product()).sku,
        "draft": lambda: a_product(live=False).sku,
        "without a price": lambda: _without_price(a_product()).sku,
    }[kind]()
    cart = Cart.objects.create()
    with pytest.raises(NotOnSale):
        add_to_cart(cart=cart, sku=sku, quantity=1)
    assert quantities(cart) == {}


@pytest.mark.slow
def test_a_cart_has_at_most_a_hundred_lines():
    cart = a_cart(*(a_product() for _ in range(100)))
    with pytest.raises(CartFull):
        add_to_cart(cart=cart, sku=a_product().sku, quantity=1)
    assert cart.lines.count() == 100


def test_setting_a_quantity_replaces_it_and_zero_removes_the_line():
    wax, cloth = a_product(), a_product()
    cart = a_cart((wax, 2), cloth)
    assert set_quantity(cart=cart, sku=wax.sku, quantity=7).quantity == 7
    set_quantity(cart=cart, sku=cloth.sku, quantity=0)
    assert quantities(cart) == {wax.sku: 7}


def test_removing_and_clearing():
    wax, cloth = a_product(), a_product()
    cart = a_cart(wax, cloth)
    remove_from_cart(cart=cart, sku=wax.sku)
    assert quantities(cart) == {cloth.sku: 1}
    clear_cart(cart)
    assert quantities(cart) == {}


def test_a_raised_price_is_charged_and_reported():
    wax = a_product(1000)
    cart = a_cart(wax)
    wax.price_pence = 1500
    wax.save_revision().publish()
    summary = summarise_cart(cart, GUEST)
    [line] = summary.lines
    assert (line.price_shown_pence, line.offer.price_pence, line.has_new_price) == (
        1000,
        1500,
        True,
    )
    assert summary.quote.list_pence == 1500


def test_a_part_s_new_price_changes_its_bundle_s_price():
    wax = a_product(1000)
    cart = a_cart(a_bundle(wax, a_product(1000), a_product(1000)))
    wax.price_pence = 2000
    wax.save_revision().publish()
    assert summarise_cart(cart, GUEST).quote.total_pence == 3600


def test_a_cart_summary_reports_missing_items_and_changes_nothing():
    gone, short, good = a_product(title="Gone"), a_product(stock=5), a_product(700)
    cart = a_cart(gone, (short, 5), good)
    gone.unpublish()
    Stock.objects.filter(pk=short.sku).update(held=3)
    summary = summarise_cart(cart, GUEST)
    assert [(line.is_gone, line.is_short, line.most) for line in summary.lines] == [
        (True, False, 0),
        (False, True, 2),
        (False, False, 20),
    ]
    assert summary.lines[0].title == "Gone"
    assert not summary.can_be_ordered
    assert quantities(cart) == {gone.sku: 1, short.sku: 5, good.sku: 1}


def test_fitting_a_cart_removes_or_reduces_missing_items():
    gone, short, good = a_product(), a_product(stock=5), a_product()
    cart = a_cart(gone, (short, 5), (good, 2))
    gone.unpublish()
    Stock.objects.filter(pk=short.sku).update(held=3)
    changes = fit_cart(cart)
    assert [(change.quantity, change.requested) for change in changes] == [(0, 1), (2, 5)]
    assert quantities(cart) == {short.sku: 2, good.sku: 2}
    assert summarise_cart(cart, GUEST).can_be_ordered


def test_stock_held_by_the_cart_s_own_order_is_available_to_it(stripe_server):
    wax = a_product(stock=1)
    cart = a_cart(wax)
    start_payment(cart=cart, user=GUEST, contact=CONTACT, shown_total_pence=None)
    assert summarise_cart(cart, GUEST).can_be_ordered
    with pytest.raises(NoneAvailable):
        add_to_cart(cart=Cart.objects.create(), sku=wax.sku, quantity=1)


@pytest.mark.slow
def test_a_cart_summary_makes_a_fixed_number_of_queries(django_assert_max_num_queries):
    user = a_customer()
    cart = a_cart(a_product(), user=user)
    with django_assert_max_num_queries(12) as one:
        summarise_cart(cart, user)
    for _ in range(39):
        add_to_cart(cart=cart, sku=a_product().sku, quantity=1)
    with django_assert_max_num_queries(len(one)):
        summarise_cart(cart, user)


def _without_price(page):
    change(page, price_pence=None)
    return page


def _unpublished(page):
    page.unpublish()
    return page
