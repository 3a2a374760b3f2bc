"""One customer in several browsers at once: one cart, one saved line, one rating that adds up."""

import pytest

from catalog.models import Rating, Review
from catalog.reviews import approve_reviews, write_review
from checkout.cart.merge import NothingToUndo, merge_carts, undo_merge
from checkout.cart.saved_items import NotSaved, move_to_cart
from checkout.cart.saved_lists import CustomersList, SavedLine
from checkout.models import Cart, CartLine, CartMerge, SavedItem
from tests.builders import a_cart, a_customer, a_product, a_review, a_user
from tests.concurrency.at_once import at_once, refusals

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


def quantities(cart) -> dict[str, int]:
    return dict(CartLine.objects.filter(cart=cart).values_list("sku_id", "quantity"))


def test_concurrent_log_ins_of_many_browsers_leave_one_cart_with_all_items():
    customer = a_customer()
    wax = a_product(stock=50)
    guests = [a_cart((wax, 2)) for _ in range(6)]
    at_once(*[lambda guest=guest: merge_carts(guest=guest, user=customer) for guest in guests])
    assert quantities(Cart.objects.get(user=customer)) == {wax.sku: 12}
    assert CartMerge.objects.count() == 6


def test_two_concurrent_requests_create_one_cart():
    customer = a_customer()
    made = at_once(*[lambda: Cart.objects.get_or_create(user=customer)[0].pk] * 6)
    assert len(set(made)) == 1


def test_a_merge_undone_in_two_tabs_is_undone_once():
    customer = a_customer()
    wax = a_product(stock=50)
    own = a_cart((wax, 2), user=customer)
    merge_carts(guest=a_cart((wax, 3)), user=customer)
    number = CartMerge.objects.get().pk
    outcomes = at_once(
        *[lambda: undo_merge(number=number, user=customer)] * 4, refused_by=(NothingToUndo,)
    )
    assert refusals(outcomes) == [NothingToUndo] * 3
    assert quantities(own) == {wax.sku: 2}


def test_a_saved_item_moved_in_two_tabs_is_moved_once():
    customer = a_customer()
    wax = a_product(stock=50)
    cart = a_cart(user=customer)
    saved = CustomersList(customer)
    saved.add(SavedLine(wax.sku, 2, "Wax", 1299))
    outcomes = at_once(
        *[lambda: move_to_cart(saved=saved, cart=cart, sku=wax.sku)] * 4, refused_by=(NotSaved,)
    )
    assert refusals(outcomes) == [NotSaved] * 3
    assert quantities(cart) == {wax.sku: 2}
    assert not SavedItem.objects.exists()


def test_concurrent_saves_of_an_item_save_it_once():
    customer = a_customer()
    wax = a_product()
    line = SavedLine(wax.sku, 1, "Wax", 1299)
    at_once(*[lambda: CustomersList(customer).add(line)] * 6)
    assert SavedItem.objects.get().quantity == 1


def test_concurrently_approved_reviews_are_all_counted():
    wax = a_product()
    reviews = [a_review(wax, stars=stars, approved=False) for stars in (1, 2, 3, 4, 5, 5)]
    at_once(*[lambda r=r: approve_reviews([(r.pk, r.version)], by=None) for r in reviews])
    rating = Rating.objects.get(pk=wax.sku)
    assert (rating.review_count, rating.stars_sum) == (6, 20)


def test_a_review_sent_twice_concurrently_is_stored_once():
    wax, author = a_product(), a_user()
    at_once(*[lambda: write_review(sku=wax.sku, author=author, stars=4, text="Shines.")] * 4)
    assert Review.objects.get().version == 1
