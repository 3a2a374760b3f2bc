"""Expired carts: guests' carts are deleted, customers' carts are emptied."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from checkout.cart import expiry
from checkout.cart.expiry import Expired, clean_carts
from checkout.cart.history import history_of
from checkout.models import Cart, CartEvent, CartRules
from checkout.payments.start import start_payment
from tests.builders import CONTACT, a_cart, a_customer, a_product
from tests.checkout.builders import an_open_order
from tests.checkout.cart.builders import set_back

pytestmark = pytest.mark.django_db

DAY = 24


def test_a_guest_s_cart_is_deleted_with_its_session():
    old, young = a_cart(a_product()), a_cart(a_product())
    set_back(old, 14 * DAY + 1)
    set_back(young, 14 * DAY - 1)
    assert clean_carts() == Expired(deleted=1, emptied=0)
    assert list(Cart.objects.all()) == [young]


def test_a_customer_s_cart_is_emptied_after_the_owner_s_number_of_days():
    rules = CartRules.load()
    rules.days_kept = 30
    rules.save()
    old, young = (a_cart(a_product(), user=a_customer()) for _ in range(2))
    set_back(old, 30 * DAY + 1)
    set_back(young, 30 * DAY - 1)
    assert clean_carts() == Expired(deleted=0, emptied=1)
    assert not old.lines.exists()
    assert young.lines.exists()
    newest = history_of(old)[0].words
    assert newest == "Expired: emptied, because it was not changed for a long time"
    assert clean_carts() == Expired(deleted=0, emptied=0)


def test_a_cart_with_an_open_order_stays(stripe_server):
    guest = an_open_order(a_product()).cart
    customer = an_open_order(a_product(), user=a_customer()).cart
    for cart in (guest, customer):
        set_back(cart, 400 * DAY)
    assert clean_carts() == Expired(deleted=0, emptied=0)
    assert guest.lines.exists()
    assert customer.lines.exists()


def test_a_cart_that_was_ordered_meanwhile_keeps_its_lines(stripe_server, monkeypatch):
    """The order is placed after the expired carts were looked for, and before they are locked."""
    cart = a_cart(a_product(), user=a_customer())
    set_back(cart, 400 * DAY)
    empty = expiry._empty

    def order_first(keys, **options):
        start_payment(cart=cart, user=cart.user, contact=CONTACT, shown_total_pence=None)
        set_back(cart, 400 * DAY)
        return empty(keys, **options)

    monkeypatch.setattr(expiry, "_empty", order_first)
    assert clean_carts() == Expired(deleted=0, emptied=0)
    assert cart.lines.exists()


def test_events_of_carts_are_deleted_after_ninety_days():
    cart = a_cart(a_product(), a_product())
    older, newer = CartEvent.objects.filter(cart=cart)
    for event, days in ((older, 91), (newer, 89)):
        CartEvent.objects.filter(pk=event.pk).update(
            happened_at=event.happened_at - timedelta(days=days)
        )
    clean_carts()
    assert list(CartEvent.objects.all()) == [newer]


def test_the_command_says_what_it_did(capsys):
    set_back(a_cart(a_product()), 15 * DAY)
    call_command("clean_carts")
    printed = capsys.readouterr().out
    assert printed == "1 carts of guests deleted, 0 carts of customers emptied.\n"


@pytest.mark.parametrize("days", [0, -1])
def test_a_cart_is_kept_for_at_least_a_day(days):
    with pytest.raises(ValidationError):
        CartRules(days_kept=days).full_clean()
