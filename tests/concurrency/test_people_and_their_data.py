"""Concurrent clocks, tabs and workers: each mail is sent once, and no order is lost."""

import pytest
from django.core import mail
from django.db import IntegrityError

from accounts.consent.records import record_choice
from accounts.models import AccountDeletedMail, ConsentKind, DataDownload, User
from accounts.privacy.erase import erase_person
from accounts.privacy.export_builder import build_file
from accounts.privacy.registry import ErasureRefused
from checkout.cart.reminders import send_cart_reminders
from checkout.models import Cart, Order
from checkout.orders.place import CartEmpty, place_order
from outbox.models import OutgoingMail
from tests.builders import CONTACT, a_cart, a_customer, a_product
from tests.checkout.cart.builders import set_back
from tests.concurrency.at_once import at_once, refusals

pytestmark = pytest.mark.slow

AT_ONCE = 6


def test_many_clocks_send_one_cart_reminder():
    customer = a_customer()
    cart = a_cart(a_product(), user=customer)
    record_choice(user=customer, kind=ConsentKind.CART_REMINDERS, is_given=True, page="/here/")
    set_back(cart, 5)
    sent = at_once(*[send_cart_reminders] * AT_ONCE)
    assert sum(sent) == len(mail.outbox) == 1


def test_many_workers_build_an_export_once(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    download = DataDownload.objects.create(user=a_customer())
    made = at_once(*[lambda: build_file(download.pk)] * AT_ONCE)
    assert len([one for one in made if one]) == 1
    assert len(list((tmp_path / "downloads").iterdir())) == 1


def test_many_tabs_delete_an_account_once():
    customer = a_customer()
    a_cart(a_product(), user=customer)
    at_once(*[lambda: erase_person(User(pk=customer.pk, email=customer.email))] * AT_ONCE)
    assert not User.objects.exists()
    assert AccountDeletedMail.objects.count() == 1
    assert OutgoingMail.objects.get().object_id == AccountDeletedMail.objects.get().pk


@pytest.mark.parametrize("round_", range(5))
def test_an_order_placed_during_an_account_deletion_is_erased_or_refused(round_):
    customer = a_customer()
    cart = a_cart(a_product(stock=5), user=customer)
    outcomes = at_once(
        lambda: place_order(cart=cart, user=customer, contact=CONTACT, shown_total_pence=None),
        lambda: erase_person(User.objects.get(pk=customer.pk)),
        refused_by=(CartEmpty, ErasureRefused, Cart.DoesNotExist, IntegrityError),
    )
    if User.objects.exists():
        assert refusals(outcomes) == [ErasureRefused]
        assert Order.objects.get().user == customer
    else:
        assert len(refusals(outcomes)) <= 1
        for order in Order.objects.all():
            assert (order.user, order.state) == (None, "cancelled")
