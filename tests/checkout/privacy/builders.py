"""A customer's orders, open and paid."""

from checkout.models import Cart, Order, OrderState
from checkout.orders.contact import Contact
from checkout.payments.settle import settle
from checkout.payments.start import start_payment
from checkout.stripe.gateway import retrieve_session
from tests.builders import GUEST, a_cart, a_product


def an_order(user, *lines, email: str = "sam@example.com") -> Order:
    """Place an order from a new cart."""
    if user is not GUEST:
        Cart.objects.filter(user=user).delete()
    cart = a_cart(*lines, user=None if user is GUEST else user)
    contact = Contact(
        email=email,
        name="Sam Shopper",
        line1="1 High Street",
        line2="Flat 2",
        city="Leeds",
        postcode="LS1 4AP",
        phone="07700 900123",
    )
    order, _ = start_payment(cart=cart, user=user, contact=contact, shown_total_pence=None)
    order.refresh_from_db()
    return order


def a_paid_order(stripe_server, user, *lines, **fields) -> Order:
    order = an_order(user, *(lines or [a_product(1299)]), **fields)
    stripe_server.pays(order)
    settle(retrieve_session(order.stripe_session_id))
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    return order
