"""Cart merge at login, and its undo."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from catalog.models import Stock
from checkout.cart.lines import add_to_cart, set_quantity
from checkout.cart.merge import NothingToUndo, merge_carts, undo_merge, undoable_merge
from checkout.cart.summary import summarise_cart
from checkout.models import Cart, CartMerge, Order
from checkout.models.cart import UNDO_WITHIN
from checkout.payments.settle import settle
from checkout.payments.start import start_payment
from tests.builders import (
    CONTACT,
    GUEST,
    a_bundle,
    a_cart,
    a_customer,
    a_product,
    a_user,
    a_visitor,
)
from tests.checkout.builders import session_at_stripe

pytestmark = pytest.mark.django_db

FROM_OUR_PAGES = {"Sec-Fetch-Site": "same-origin"}


def quantities(cart: Cart) -> dict[str, int]:
    return dict(cart.lines.values_list("sku_id", "quantity"))


def undo(user) -> None:
    undo_merge(number=undoable_merge(user).pk, user=user)


def browser_of(user):
    browser = Client(headers=FROM_OUR_PAGES)
    browser.force_login(user)
    return browser


def test_quantities_are_added_and_bundles_are_merged(shopper):
    wax, cloth, bundle = a_product(), a_product(), a_bundle()
    own, guest = a_cart((wax, 2), user=shopper), a_cart(wax, (cloth, 3), (bundle, 2))
    assert merge_carts(guest=guest, user=shopper) == []
    assert quantities(own) == {wax.sku: 3, cloth.sku: 3, bundle.sku: 2}
    assert quantities(guest) == {}


def test_a_customer_without_a_cart_gets_the_guest_s_items(shopper):
    wax, bundle = a_product(), a_bundle()
    guest = a_cart(wax, bundle)
    merge_carts(guest=guest, user=shopper)
    assert quantities(Cart.objects.get(user=shopper)) == {wax.sku: 1, bundle.sku: 1}
    assert Cart.objects.filter(user=shopper).count() == 1


def test_quantities_are_capped_at_the_stock_of_bundle_and_part_together(shopper):
    part = a_product(stock=5)
    bundle = a_bundle((part, 2), a_product(), a_product())
    own, guest = a_cart((part, 2), user=shopper), a_cart((bundle, 2))
    assert merge_carts(guest=guest, user=shopper) == [bundle.title]
    assert quantities(own) == {part.sku: 2, bundle.sku: 1}


def test_even_without_an_earlier_cart_quantities_are_capped(shopper):
    wax = a_product(stock=5)
    guest = a_cart((wax, 5))
    Stock.objects.filter(pk=wax.sku).update(on_hand=2)
    assert merge_carts(guest=guest, user=shopper) == [wax.title]
    assert quantities(shopper.cart) == {wax.sku: 2}


def test_a_bundle_that_is_not_for_sale_is_kept(shopper):
    bundle, wax = a_bundle(), a_product()
    own, guest = a_cart(wax, user=shopper), a_cart((bundle, 2))
    bundle.parts.first().product.unpublish()
    assert merge_carts(guest=guest, user=shopper) == []
    assert quantities(own) == {wax.sku: 1, bundle.sku: 2}
    [gone] = [line for line in summarise_cart(own, shopper).lines if line.is_gone]
    assert (gone.title, gone.quantity) == (bundle.title, 2)


def test_a_deleted_product_is_kept_with_its_title(shopper):
    wax = a_product(title="Wax")
    guest = a_cart(wax)
    wax.delete()
    merge_carts(guest=guest, user=shopper)
    [line] = summarise_cart(shopper.cart, shopper).lines
    assert (line.title, line.is_gone) == ("Wax", True)


def test_the_first_order_saving_is_computed_again_after_merge_and_undo(shopper):
    kept, joined = a_product(1299), a_product(4000)
    a_cart(kept, user=shopper)
    guest = a_cart(joined)
    assert summarise_cart(guest, GUEST).quote.total_pence == 4000
    merge_carts(guest=guest, user=shopper)
    assert summarise_cart(shopper.cart, shopper).quote.total_pence == 5299 - 530
    undo(shopper)
    assert summarise_cart(shopper.cart, shopper).quote.total_pence == 1169


def test_undoing_restores_the_customer_s_cart(shopper):
    wax, cloth, bundle = a_product(), a_product(), a_bundle()
    own = a_cart((wax, 2), user=shopper)
    merge_carts(guest=a_cart(wax, cloth, bundle), user=shopper)
    undo(shopper)
    assert quantities(own) == {wax.sku: 2}


def test_undoing_a_merge_into_a_new_cart_empties_it(shopper):
    merge_carts(guest=a_cart(a_product()), user=shopper)
    undo(shopper)
    assert quantities(shopper.cart) == {}


def test_undoing_keeps_later_changes(shopper):
    wax, cloth, brush, mitt = (a_product() for _ in range(4))
    own = a_cart((wax, 2), (cloth, 2), user=shopper)
    merge_carts(guest=a_cart(wax, cloth, brush), user=shopper)
    add_to_cart(cart=own, sku=wax.sku, quantity=3)  # 2 + 1 + 3
    set_quantity(cart=own, sku=cloth.sku, quantity=1)  # less than before
    add_to_cart(cart=own, sku=mitt.sku, quantity=1)
    undo(shopper)
    assert quantities(own) == {wax.sku: 5, cloth.sku: 1, mitt.sku: 1}


def test_undoing_does_not_restore_items_removed_or_bought_since(shopper, stripe_server):
    wax, cloth = a_product(), a_product()
    own = a_cart((wax, 2), user=shopper)
    merge_carts(guest=a_cart(wax, cloth), user=shopper)
    order, _ = start_payment(cart=own, user=shopper, contact=CONTACT, shown_total_pence=None)
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    undo(shopper)
    assert quantities(own) == {}


def test_a_merge_can_be_undone_once(shopper):
    wax = a_product()
    own = a_cart((wax, 2), user=shopper)
    merge_carts(guest=a_cart(wax), user=shopper)
    merge = undoable_merge(shopper)
    undo_merge(number=merge.pk, user=shopper)
    with pytest.raises(NothingToUndo):
        undo_merge(number=merge.pk, user=shopper)
    assert quantities(own) == {wax.sku: 2}
    assert undoable_merge(shopper) is None


def test_a_merge_can_be_undone_within_half_an_hour(shopper):
    wax = a_product()
    merge_carts(guest=a_cart(wax), user=shopper)
    merge = undoable_merge(shopper)
    CartMerge.objects.update(merged_at=timezone.now() - UNDO_WITHIN - timedelta(seconds=1))
    assert undoable_merge(shopper) is None
    with pytest.raises(NothingToUndo):
        undo_merge(number=merge.pk, user=shopper)
    assert quantities(shopper.cart) == {wax.sku: 1}


def test_a_second_log_in_in_another_tab_merges_nothing(shopper):
    wax = a_product()
    guest = a_cart(wax)
    merge_carts(guest=guest, user=shopper)
    assert merge_carts(guest=guest, user=shopper) == []
    assert quantities(shopper.cart) == {wax.sku: 1}
    assert CartMerge.objects.count() == 1


def test_a_guest_s_cart_is_never_merged_into_a_second_customer_s(shopper):
    wax, other = a_product(), a_customer()
    guest = a_cart(wax)
    merge_carts(guest=guest, user=shopper)
    merge_carts(guest=guest, user=other)
    assert quantities(shopper.cart) == {wax.sku: 1}
    assert quantities(other.cart) == {}


def test_a_log_in_without_a_merge_leaves_nothing_to_undo(shopper):
    wax = a_product(stock=2)
    a_cart((wax, 2), user=shopper)
    guest = Cart.objects.create()
    guest.lines.create(sku_id=wax.sku, quantity=1, title_shown="Wax", price_shown_pence=1)
    assert merge_carts(guest=guest, user=shopper) == ["Wax"]
    assert undoable_merge(shopper) is None


def test_an_order_started_by_the_guest_belongs_to_the_customer_after_the_undo(
    shopper, stripe_server
):
    wax = a_product(stock=3)
    guest = a_cart(wax)
    start_payment(cart=guest, user=GUEST, contact=CONTACT, shown_total_pence=None)
    merge_carts(guest=guest, user=shopper)
    undo(shopper)
    assert Order.objects.open().get().user == shopper
    assert Stock.objects.get(pk=wax.sku).held == 1


def test_the_notice_in_the_cart_undoes_the_merge_with_a_message(shopper):
    wax, cloth = a_product(), a_product()
    browser = Client(headers=FROM_OUR_PAGES)
    a_cart(wax, user=shopper)
    browser.post("/cart/add/", {"sku": cloth.sku, "quantity": 1})
    browser.post("/accounts/login/", {"login": shopper.email, "password": "correct horse"})
    page = browser.get("/cart/")
    assert "The items that you chose before you logged in are now in your cart" in page.text
    number = undoable_merge(shopper).pk
    assert f'name="merge" value="{number}"' in page.text
    done = browser.post("/cart/undo/", {"merge": number}, follow=True)
    assert "Your cart is as it was before you logged in." in done.text
    assert "The items that you chose before you logged in are now in your cart" not in done.text
    assert quantities(shopper.cart) == {wax.sku: 1}
    again = browser.post("/cart/undo/", {"merge": number}, follow=True)
    assert "can no longer be undone" in again.text
    assert quantities(shopper.cart) == {wax.sku: 1}


@pytest.mark.parametrize("who", ["another customer", "the owner", "staff", "an anonymous visitor"])
def test_another_user_cannot_undo_a_merge(shopper, who):
    wax = a_product()
    merge_carts(guest=a_cart(wax), user=shopper)
    number = undoable_merge(shopper).pk
    browser = {
        "another customer": lambda: browser_of(a_customer()),
        "the owner": lambda: browser_of(a_user(is_staff=True, is_superuser=True)),
        "staff": lambda: browser_of(a_user(is_staff=True)),
        "an anonymous visitor": lambda: Client(headers=FROM_OUR_PAGES),
    }[who]()
    response = browser.post("/cart/undo/", {"merge": number}, follow=True)
    assert "can no longer be undone" in response.text
    assert quantities(shopper.cart) == {wax.sku: 1}
    assert undoable_merge(shopper).pk == number


def test_undoing_requires_a_same_origin_post(shopper):
    merge_carts(guest=a_cart(a_product()), user=shopper)
    number = undoable_merge(shopper).pk
    assert browser_of(shopper).get(f"/cart/undo/?merge={number}").status_code == 405
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    forged = a_visitor(shopper).post("/cart/undo/", {"merge": number}, headers=elsewhere)
    assert forged.status_code == 403
    assert undoable_merge(shopper).pk == number


@pytest.mark.parametrize("number", ["", "x", "-1", "0", "9" * 30, "1\x00"])
def test_an_unknown_merge_undoes_nothing(shopper, number):
    merge_carts(guest=a_cart(a_product()), user=shopper)
    assert browser_of(shopper).post("/cart/undo/", {"merge": number}).status_code == 302
    assert undoable_merge(shopper) is not None


def test_the_database_allows_one_cart_for_each_customer(shopper):
    Cart.objects.create(user=shopper)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cart.objects.create(user=shopper)
    with pytest.raises(ValidationError, match="already exists"):
        Cart(user=shopper).full_clean()
