"""Starting a payment: the order, its stock and its payment page."""

import pytest

from catalog.models import Stock
from checkout.models import FirstOrderClaim, Order, OrderState
from checkout.orders.place import (
    CartChanged,
    CartEmpty,
    OrderAlreadyOpen,
    TotalChanged,
    TotalTooLarge,
    TotalTooSmall,
    place_order,
)
from checkout.payments.start import (
    ANOTHER_TRY,
    AlreadyPaid,
    PaymentUnavailable,
    open_session,
    start_payment,
)
from checkout.stripe.gateway import StripeRefused
from tests.builders import CONTACT, GUEST, a_bundle, a_cart, a_customer, a_product, a_visitor
from tests.checkout.shopping import page_after

pytestmark = pytest.mark.django_db


def pay(cart, *, user=GUEST, shown=None):
    return start_payment(cart=cart, user=user, contact=CONTACT, shown_total_pence=shown)


def stock_of(page) -> tuple[int, int]:
    stock = Stock.objects.get(pk=page.sku)
    return stock.on_hand, stock.held


def test_an_order_copies_the_cart_and_holds_its_stock(stripe_server):
    wax = a_product(1299, title="Wax", stock=5)
    order, address = pay(a_cart((wax, 2)))
    [line] = order.lines.all()
    assert (line.sku_id, line.title, line.quantity) == (wax.sku, "Wax", 2)
    assert (line.list_pence, line.price_pence) == (1299, 1299)
    assert (order.list_pence, order.delivery_pence, order.total_pence) == (2598, 499, 3097)
    assert order.vat_pence == 516
    assert stock_of(wax) == (5, 2)
    assert address.endswith(f"/c/pay/{stripe_server.session_of(order).id}")


def test_the_amount_at_stripe_equals_the_order_s_total(stripe_server):
    user = a_customer()
    cart = a_cart(a_bundle(), a_product(1299), user=user)
    order, _ = pay(cart, user=user)
    session = stripe_server.session_of(order)
    assert order.total_pence == session.amount_total == 3598
    assert session.total_details.amount_discount == order.order_saving_pence == 400
    assert session.total_details.amount_shipping == 0
    assert session.client_reference_id == order.number
    assert session.metadata["order_id"] == order.number
    assert session.currency == "gbp"
    assert session.customer_email == CONTACT.email


def test_a_bundle_holds_the_stock_of_its_parts(stripe_server):
    wax, cloth, brush = a_product(stock=9), a_product(stock=9), a_product(stock=9)
    pay(a_cart((a_bundle((wax, 2), cloth, brush), 3), (wax, 1)))
    assert stock_of(wax) == (9, 7)
    assert stock_of(cloth) == (9, 3)


def test_an_empty_cart_places_no_order(stripe_server):
    with pytest.raises(CartEmpty):
        pay(a_cart())
    assert not Order.objects.exists()


def test_a_total_other_than_the_one_shown_places_no_order(stripe_server):
    wax = a_product(1299)
    with pytest.raises(TotalChanged) as refusal:
        pay(a_cart(wax), shown=1500)
    assert (refusal.value.shown_pence, refusal.value.quote.total_pence) == (1500, 1798)
    assert not Order.objects.exists()
    assert stock_of(wax) == (50, 0)


def test_a_sold_out_product_places_no_order(stripe_server):
    wax = a_product(stock=1)
    first, second = a_cart(wax), a_cart(wax)
    pay(first)
    with pytest.raises(CartChanged):
        pay(second)
    assert Order.objects.count() == 1
    assert stock_of(wax) == (1, 1)


def test_a_product_taken_off_sale_places_no_order(stripe_server):
    wax = a_product()
    cart = a_cart(wax)
    wax.unpublish()
    with pytest.raises(CartChanged):
        pay(cart)
    assert not Order.objects.exists()


def test_a_total_below_stripe_s_minimum_is_refused_without_a_call(stripe_server):
    user = a_customer()
    with pytest.raises(TotalTooSmall):
        pay(a_cart(a_product(29), user=user), user=user)
    assert stripe_server.sessions() == []


def test_a_total_above_stripe_s_maximum_is_refused_without_a_call(stripe_server):
    with pytest.raises(TotalTooLarge):
        pay(a_cart((a_product(5_000_000), 20)))
    assert (Order.objects.count(), stripe_server.sessions()) == (0, [])


def test_the_largest_total_is_paid(stripe_server):
    wax, last = a_product(9_000_000), a_product(9_999_999)
    order, _ = pay(a_cart((wax, 10), last))
    assert order.total_pence == 99_999_999


def test_the_checkout_shows_a_message_about_a_total_that_is_too_large(stripe_server):
    page, visitor = a_product(5_000_000), a_visitor()
    headers = {"Sec-Fetch-Site": "same-origin"}
    visitor.post("/cart/add/", {"sku": page.sku, "quantity": 20}, headers=headers)
    fields = {name: getattr(CONTACT, name) for name in CONTACT.__slots__}
    answer = visitor.post(
        "/checkout/", fields | {"shown_total_pence": 100_000_000}, headers=headers
    )
    answer = page_after(visitor, answer)
    assert "The maximum card payment is £999,999.99." in answer.text


def test_a_new_attempt_cancels_the_first_order_and_holds_once(stripe_server):
    wax = a_product(stock=1)
    cart = a_cart(wax)
    first, _ = pay(cart)
    second, _ = pay(cart)
    first.refresh_from_db()
    assert (first.state, second.state) == (OrderState.CANCELLED, OrderState.AWAITING_PAYMENT)
    assert stripe_server.session_of(first).status == "expired"
    assert stock_of(wax) == (1, 1)


@pytest.mark.usefixtures("expiry_event_first")
def test_an_attempt_is_cancelled_though_the_event_of_stripe_is_first(stripe_server):
    cart = a_cart(a_product(stock=1))
    first, _ = pay(cart)

    pay(cart)
    first.refresh_from_db()
    assert first.state == OrderState.CANCELLED
    assert first.timeline.get(after=OrderState.CANCELLED).what == ANOTHER_TRY


def test_a_cart_that_was_paid_in_another_tab_is_not_paid_twice(stripe_server):
    wax = a_product(stock=2)
    cart = a_cart(wax)
    first, _ = pay(cart)
    stripe_server.pays(first)
    with pytest.raises(AlreadyPaid) as earlier:
        pay(cart)
    assert earlier.value.order.state == OrderState.PAID
    assert Order.objects.count() == 1
    assert stock_of(wax) == (1, 0)


def test_an_unavailable_stripe_leaves_no_hold_and_keeps_the_cart(stripe_is_down):
    user = a_customer()
    wax = a_product(stock=3)
    cart = a_cart((wax, 2), user=user)
    with pytest.raises(PaymentUnavailable):
        pay(cart, user=user)
    assert stock_of(wax) == (3, 0)
    assert cart.lines.get().quantity == 2
    assert Order.objects.get().state == OrderState.CANCELLED
    assert not FirstOrderClaim.objects.exists()


def test_a_long_name_is_cut_for_stripe_only(stripe_server):
    long_name = "Very Long Name " * 17
    order, _ = pay(a_cart(a_product(title=long_name[:255])))
    session = stripe_server.session_of(order)
    items = stripe_server.client.v1.checkout.sessions.line_items.list(session.id)
    assert len(items.data[0].description) == 250
    assert len(order.lines.get().title) > 250


def test_one_cart_cannot_have_two_open_orders(stripe_server):
    cart = a_cart(a_product())
    pay(cart)
    with pytest.raises(OrderAlreadyOpen):
        place_order(cart=cart, user=GUEST, contact=CONTACT, shown_total_pence=None)
    assert Order.objects.count() == 1


def test_the_session_ends_before_the_hold_does(stripe_server):
    order, _ = pay(a_cart(a_product()))
    session = stripe_server.session_of(order)
    assert order.hold_until.timestamp() == pytest.approx(session.expires_at + 600, abs=1)


def test_a_session_with_another_amount_redirects_no_shopper(stripe_server):
    order = place_order(
        cart=a_cart(a_product(1299)), user=GUEST, contact=CONTACT, shown_total_pence=None
    )
    order.stripe_parameters["line_items"][0]["price_data"]["unit_amount"] = 1298
    with pytest.raises(StripeRefused, match="Stripe charges 1797 p for an order of 1798 p"):
        open_session(order)
    [session] = stripe_server.sessions()
    assert session.status == "expired"
    order.refresh_from_db()
    assert order.stripe_session_id is None
