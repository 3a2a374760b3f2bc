"""Permission to review: items bought and kept, alone or as part of a bundle."""

import pytest

from checkout.models import Order, OrderLine, OrderState
from checkout.orders.state import owner as by_owner
from checkout.payments.settle import settle
from checkout.refunds.request import RefundRequest, request_refund
from checkout.reviews.purchases import may_review, purchases_of
from tests.builders import a_bundle, a_customer, a_product, a_review, a_user
from tests.checkout.builders import an_open_order, session_at_stripe

pytestmark = pytest.mark.django_db


@pytest.fixture
def buys(stripe_server):
    """Return a function that lets a customer buy these lines and pay."""

    def buy(user, *lines) -> Order:
        order = an_open_order(*lines, user=user)
        stripe_server.pays(order)
        return settle(session_at_stripe(order))

    return buy


def refund(order: Order, **request) -> None:
    request, by = RefundRequest(**request), by_owner(a_user())
    request_refund(order=order, request=request, reason="returned", note="", by=by)


def test_only_the_buyer_may_review_an_item(buys, shopper):
    wax, cloth = a_product(), a_product()
    buys(shopper, wax)
    assert may_review(shopper, wax.sku)
    assert not may_review(shopper, cloth.sku)
    assert not may_review(a_customer(), wax.sku)


def test_an_unpaid_order_allows_no_review(stripe_server, shopper):
    wax = a_product()
    order = an_open_order(wax, user=shopper)
    assert not may_review(shopper, wax.sku)
    Order.objects.filter(pk=order.pk).update(state=OrderState.CANCELLED)
    assert not may_review(shopper, wax.sku)


def test_a_guest_order_allows_no_review(stripe_server, shopper):
    wax = a_product()
    order = an_open_order(wax)
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    assert not may_review(shopper, wax.sku)


def test_the_buyer_of_a_bundle_may_review_it_and_its_parts(buys, shopper):
    bundle, other = a_bundle(), a_product()
    buys(shopper, bundle)
    parts = [part.product.sku for part in bundle.parts.all()]
    assert all(may_review(shopper, sku) for sku in (bundle.sku, *parts))
    assert not may_review(shopper, other.sku)


def test_the_buyer_of_the_parts_may_not_review_the_bundle(buys, shopper):
    bundle = a_bundle()
    buys(shopper, *(part.product for part in bundle.parts.all()))
    assert not may_review(shopper, bundle.sku)


def test_a_bundle_s_parts_are_those_at_the_time_of_purchase(buys, shopper):
    bundle, late = a_bundle(), a_product()
    first = bundle.parts.first()
    was = first.product
    buys(shopper, bundle)
    bundle.parts.filter(pk=first.pk).update(product=late)
    assert may_review(shopper, was.sku)
    assert not may_review(shopper, late.sku)


def test_fully_refunded_items_cannot_be_reviewed_and_kept_ones_can(buys, shopper):
    wax, cloth = a_product(), a_product()
    order = buys(shopper, (wax, 2), cloth)
    wax_line = OrderLine.objects.get(order=order, sku=wax.sku)
    cloth_line = OrderLine.objects.get(order=order, sku=cloth.sku)
    refund(order, units={wax_line.pk: 1, cloth_line.pk: 1})
    assert may_review(shopper, wax.sku)
    assert not may_review(shopper, cloth.sku)


def test_an_order_refunded_in_full_by_amount_allows_no_review(buys, shopper):
    wax = a_product()
    order = buys(shopper, wax)
    refund(order, amount_pence=order.paid_pence)
    assert order.lines.get().refunded_quantity == 0
    assert not may_review(shopper, wax.sku)


def test_buying_again_allows_a_review_again(buys, shopper):
    wax = a_product()
    order = buys(shopper, wax)
    refund(order, everything=True)
    later = an_earlier_cart_s_order(buys, shopper, wax)
    assert later.pk != order.pk
    assert may_review(shopper, wax.sku)


def an_earlier_cart_s_order(buys, shopper, page) -> Order:
    """Create a second order of a customer who already has a cart."""
    shopper.cart.delete()
    return buys(type(shopper).objects.get(pk=shopper.pk), page)


def test_purchases_are_listed_with_parts_and_own_reviews(buys, shopper):
    bundle = a_bundle(title="First Wash")
    parts = [part.product for part in bundle.parts.all()]
    buys(shopper, bundle, parts[0])
    mine = a_review(parts[0], author=shopper)
    a_review(bundle, author=a_user())
    purchases = {purchase.sku: purchase for purchase in purchases_of(shopper)}
    assert set(purchases) == {bundle.sku, *(part.sku for part in parts)}
    assert purchases[bundle.sku].title == "First Wash"
    assert purchases[parts[1].sku].title == parts[1].title
    assert purchases[parts[0].sku].review == mine
    assert purchases[bundle.sku].review is None
    assert purchases_of(a_customer()) == []


def test_a_deleted_purchase_keeps_its_title_as_sold(buys, shopper):
    wax = a_product(title="Wax")
    sku = wax.sku
    buys(shopper, wax)
    wax.delete()
    [purchase] = purchases_of(shopper)
    assert (purchase.sku, purchase.title, purchase.offer) == (sku, "Wax", None)
    assert may_review(shopper, sku)


def test_the_list_makes_a_fixed_number_of_queries(buys, shopper, django_assert_num_queries):
    buys(shopper, a_bundle(), *(a_product() for _ in range(5)))
    purchases_of(shopper)
    with django_assert_num_queries(5):
        assert len(purchases_of(shopper)) == 9
