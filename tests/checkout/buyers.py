"""Builders of paid orders, and visitors of their pages."""

from django.test import Client

from checkout.models import Order
from checkout.payments.settle import settle
from checkout.payments.start import start_payment
from tests.builders import CONTACT, GUEST, a_cart, a_customer, a_product, a_user, a_visitor
from tests.checkout.builders import session_at_stripe


def an_order(stripe_server, *lines, user=GUEST, is_paid: bool = True, **contact: str) -> Order:
    """Place an order with this contact; by default of one product at £12.99."""
    known = {name: getattr(CONTACT, name) for name in CONTACT.__slots__}
    cart = a_cart(*(lines or [a_product(1299, title="Wax")]))
    order, _ = start_payment(
        cart=cart, user=user, contact=type(CONTACT)(**known | contact), shown_total_pence=None
    )
    if is_paid:
        stripe_server.pays(order)
        order.refresh_from_db()
        settle(session_at_stripe(order))
    order.refresh_from_db()
    return order


def strangers() -> dict[str, Client]:
    """Return browsers of visitors who may not see a customer's order."""
    owner = a_user(is_staff=True, is_superuser=True)
    return {
        "another customer": a_visitor(a_customer()),
        "the owner": a_visitor(owner),
        "staff without rights": a_visitor(a_user(is_staff=True)),
    }


def messages_of(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]
