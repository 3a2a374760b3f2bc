"""Guest orders are attached to the account with their verified email address only."""

import logging
import re

import pytest
from django.core import mail

from accounts.models import User, UserProfile
from checkout.models import ActorKind, Order
from checkout.orders.guest_orders import claim_guest_orders
from tests.builders import a_customer, a_visitor
from tests.checkout.buyers import an_order

pytestmark = pytest.mark.django_db

PASSWORD = "a long way from home"
SAM = "sam@example.com"


def owner_of(order) -> User | None:
    return Order.objects.get(pk=order.pk).user


def sign_up(visitor, email=SAM) -> User:
    visitor.post(
        "/accounts/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    )
    return User.objects.get(email=email)


def confirm(visitor) -> None:
    path = re.search(r"http://[^/]+(/accounts/confirm-email/\S+)", mail.outbox[-1].body)[1]
    visitor.post(path)


def test_guest_orders_are_attached_when_the_address_is_confirmed(stripe_server):
    order = an_order(stripe_server, email=SAM)
    visitor = a_visitor()
    user = sign_up(visitor)
    assert owner_of(order) is None
    for address in ("/users/orders/", f"/users/orders/{order.number}/"):
        assert visitor.get(address).status_code == 302  # not logged in before that
    confirm(visitor)
    assert owner_of(order) == user
    assert order.number in visitor.get("/users/orders/").text
    assert visitor.get(f"/users/orders/{order.number}/").status_code == 200
    last = order.timeline.last()
    assert (last.actor, last.what) == (ActorKind.SHOP, "Joined the account of its email address")


def test_guest_orders_are_attached_at_log_in(stripe_server):
    customer = a_customer(SAM)
    order = an_order(stripe_server, email="Sam@Example.com")
    fields = {"login": SAM, "password": "correct horse"}
    a_visitor().post("/accounts/login/", fields)
    assert owner_of(order) == customer


def test_log_in_with_an_unverified_address_attaches_no_orders(stripe_server):
    a_customer(SAM, is_verified=False)
    order = an_order(stripe_server, email=SAM)
    a_visitor().post("/accounts/login/", {"login": SAM, "password": "correct horse"})
    assert owner_of(order) is None


def test_a_second_unverified_address_attaches_no_orders(stripe_server):
    """The user's own address is verified, the second is not."""
    order = an_order(stripe_server, email=SAM)
    customer = a_customer("kim@example.com")
    customer.emailaddress_set.create(email=SAM, verified=False)
    assert claim_guest_orders(customer) == 0
    assert owner_of(order) is None


def test_another_user_s_order_is_never_attached(stripe_server, shopper):
    """The shopper has ordered with Sam's email address."""
    order = an_order(stripe_server, user=shopper, email=SAM)
    assert claim_guest_orders(a_customer(SAM)) == 0
    assert owner_of(order) == shopper


@pytest.mark.parametrize("email", ["sam+van@example.com", "s.a.m@gmail.com", "sam@example.org"])
def test_another_spelling_of_the_mailbox_attaches_no_orders(stripe_server, email):
    order = an_order(stripe_server, email=email)
    claim_guest_orders(a_customer(SAM))
    claim_guest_orders(a_customer("sam@gmail.com"))
    assert owner_of(order) is None


def test_a_paid_guest_order_uses_the_first_order_saving(stripe_server):
    an_order(stripe_server, email=SAM)
    customer = a_customer(SAM)
    assert claim_guest_orders(customer) == 1
    assert UserProfile.objects.get(user=customer).is_first_time_buyer is False


def test_an_unpaid_guest_order_does_not_use_the_first_order_saving(stripe_server):
    an_order(stripe_server, email=SAM, is_paid=False)
    customer = a_customer(SAM)
    assert claim_guest_orders(customer) == 1
    assert UserProfile.objects.get(user=customer).is_first_time_buyer is True


def test_attaching_twice_is_logged_once_without_an_address(stripe_server, caplog):
    order = an_order(stripe_server, email=SAM)
    customer = a_customer(SAM)
    with caplog.at_level(logging.DEBUG):
        assert (claim_guest_orders(customer), claim_guest_orders(customer)) == (1, 0)
    assert order.timeline.filter(what__startswith="Joined").count() == 1
    assert order.number in caplog.text
    assert SAM not in caplog.text
