"""One shopper in two tabs: one order, one claim, and nothing lost from the cart."""

from functools import partial

import pytest
from django.utils import timezone

from catalog.models import Stock
from checkout.cart.lines import add_to_cart
from checkout.cart.merge import merge_carts
from checkout.first_order.claim import ClaimTaken
from checkout.models import Cart, CartLine, FirstOrderClaim, Order
from checkout.orders.contact import Contact
from checkout.orders.place import OrderAlreadyOpen, TotalChanged
from checkout.payments.start import PaymentUnavailable, start_payment
from tests.builders import CONTACT, GUEST, a_cart, a_customer, a_product
from tests.concurrency.at_once import at_once, refusals
from tests.concurrency.books import stock_of

pytestmark = pytest.mark.slow


def pay(cart, *, user=GUEST, shown=None):
    return start_payment(cart=cart, user=user, contact=CONTACT, shown_total_pence=shown)


def quantities(cart) -> dict[str, int]:
    return dict(CartLine.objects.filter(cart=cart).values_list("sku_id", "quantity"))


def test_two_checkouts_of_one_cart_leave_one_open_order(stripe_server):
    wax = a_product(stock=1)
    cart = a_cart(wax)
    refused_by = (OrderAlreadyOpen, PaymentUnavailable)
    outcomes = at_once(*[lambda: pay(cart)] * 2, refused_by=refused_by)
    assert len(refusals(outcomes)) <= 1
    order = Order.objects.open().get()
    assert order.stripe_session_id
    open_sessions = [session.id for session in stripe_server.sessions() if session.status == "open"]
    assert open_sessions == [order.stripe_session_id]
    assert stock_of(wax) == (1, 1)
    assert quantities(cart) == {wax.sku: 1}


def test_two_first_orders_of_one_customer_have_one_claim(stripe_server):
    customer = a_customer()
    wax = a_product(1299, stock=9)
    carts = a_cart(wax, user=customer), a_cart(wax)
    outcomes = at_once(
        *[lambda cart=cart: pay(cart, user=customer, shown=1169) for cart in carts],
        refused_by=(ClaimTaken, TotalChanged),
    )
    [refusal] = refusals(outcomes)
    assert refusal in (ClaimTaken, TotalChanged)
    order = Order.objects.get()
    assert (order.is_first_order, order.total_pence) == (True, 1169)
    assert FirstOrderClaim.objects.get().order == order
    assert stock_of(wax) == (9, 1)


def test_additions_in_two_tabs_are_both_counted():
    wax = a_product(stock=9)
    cart = a_cart()
    at_once(*[lambda: add_to_cart(cart=cart, sku=wax.sku, quantity=1)] * 8)
    assert quantities(cart) == {wax.sku: 8}


def test_items_added_during_a_merge_are_kept():
    customer = a_customer()
    wax, cloth, brush = a_product(), a_product(), a_product()
    own, guest = a_cart(wax, user=customer), a_cart(wax, cloth)
    outcomes = at_once(
        lambda: merge_carts(guest=guest, user=customer),
        lambda: add_to_cart(cart=own, sku=brush.sku, quantity=2),
        lambda: add_to_cart(cart=own, sku=wax.sku, quantity=3),
    )
    assert outcomes[0] == []
    assert quantities(own) == {wax.sku: 5, cloth.sku: 1, brush.sku: 2}
    assert quantities(guest) == {}


def test_a_line_added_to_the_guest_s_cart_during_log_in_is_kept():
    customer = a_customer()
    wax, cloth = a_product(), a_product()
    own, guest = a_cart(wax, user=customer), a_cart(wax)
    seen_in_other_tab = Cart.objects.get(pk=guest.pk)
    at_once(
        lambda: merge_carts(guest=guest, user=customer),
        lambda: add_to_cart(cart=seen_in_other_tab, sku=cloth.sku, quantity=1),
    )
    assert quantities(own) == {wax.sku: 2, cloth.sku: 1}


def test_two_concurrent_log_ins_merge_the_guest_s_cart_once():
    customer = a_customer()
    wax = a_product()
    own, guest = a_cart(wax, user=customer), a_cart((wax, 2))
    seen_by_each = [Cart.objects.get(pk=guest.pk) for _ in range(2)]
    at_once(*[lambda seen=seen: merge_carts(guest=seen, user=customer) for seen in seen_by_each])
    assert quantities(own) == {wax.sku: 3}
    assert Stock.objects.get(pk=wax.sku).held == 0


def test_a_second_click_on_pay_opens_the_same_payment_page(stripe_server):
    """In whichever order they are worked off, and however they overlap: the page that any of them
    leads to is the open one."""
    for _ in range(5):
        cart = a_cart(a_product(stock=1))
        arrived = timezone.now()
        press = partial(
            start_payment,
            cart=cart,
            user=GUEST,
            contact=CONTACT,
            shown_total_pence=None,
            pressed_at=arrived,
        )
        outcomes = at_once(*[press] * 3)
        order = Order.objects.open().get(cart=cart)
        assert {address for _, address in outcomes} == {stripe_server.session_of(order).url}
        assert stripe_server.session_of(order).status == "open"


def test_two_different_forms_are_no_double_click(stripe_server):
    cart = a_cart(a_product(stock=1))
    other = Contact(**{n: getattr(CONTACT, n) for n in Contact.__slots__} | {"city": "York"})
    begin = partial(start_payment, cart=cart, user=GUEST, shown_total_pence=None)
    outcomes = at_once(
        lambda: begin(contact=CONTACT),
        lambda: begin(contact=other),
        refused_by=(OrderAlreadyOpen,),
    )
    assert set(refusals(outcomes)) <= {OrderAlreadyOpen}
    assert Order.objects.open().count() == 1
