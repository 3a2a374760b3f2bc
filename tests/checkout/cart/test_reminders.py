"""Cart reminders: one mail, with consent, and none after a purchase."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from accounts.consent.records import record_choice
from accounts.models import Consent, ConsentKind
from accounts.privacy.erase import erase_person
from catalog.models.stock import add_stock
from checkout.cart.reminders import REMINDER, _remind, carts_to_remind_of, send_cart_reminders
from checkout.models import Cart, CartRules, Order, OrderState
from checkout.orders.release import release_order
from checkout.orders.state import SHOP
from jobs.models import FailedJob
from outbox.failures import MailServerUnreachable
from outbox.mails import send_waiting_mails, store_mail
from outbox.models import OutgoingMail
from tests.builders import GUEST, a_cart, a_customer, a_product, a_visitor
from tests.checkout.cart.builders import set_back
from tests.checkout.privacy.builders import a_paid_order, an_order
from tests.mail_server import NO_MAIL
from tests.outbox.builders import age_claims, the_mail

pytestmark = pytest.mark.django_db


def left_hours_ago(hours: float, *lines, user=None, agrees: bool = True) -> Cart:
    user = user or a_customer("sam@example.com")
    cart = a_cart(*(lines or [a_product(1299, title="Wax")]), user=user)
    if agrees:
        agree(user)
    set_back(cart, hours)
    return cart


def agree(user, *, is_given: bool = True) -> None:
    record_choice(user=user, kind=ConsentKind.CART_REMINDERS, is_given=is_given, page="/here/")


def test_customers_who_agreed_are_reminded_once_with_an_unsubscribe_link():
    left_hours_ago(5)
    call_command("run_clock", once=True)
    call_command("run_clock", once=True)
    [reminder] = mail.outbox
    assert reminder.to == ["sam@example.com"]
    assert reminder.subject == "You have left something in your cart"
    assert "1 × Wax, £12.99 each" in reminder.body
    assert "http://testserver/cart/" in reminder.body
    link = reminder.extra_headers["List-Unsubscribe"].strip("<>")
    assert reminder.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in reminder.body
    assert a_visitor().post(link.removeprefix("http://testserver")).status_code == 200
    assert not Consent.objects.newest_first()[0].is_given


def test_customers_without_consent_get_no_reminder():
    left_hours_ago(5, agrees=False)
    other = left_hours_ago(5, user=a_customer())
    agree(other.user, is_given=False)
    assert send_cart_reminders() == 0
    assert mail.outbox == []


@pytest.mark.parametrize(("hours", "sent"), [(3.9, 0), (4.1, 1), (47.9, 1), (48.1, 0)])
def test_a_reminder_is_sent_4_to_48_hours_after_the_last_change(hours, sent):
    left_hours_ago(hours)
    assert send_cart_reminders() == sent
    assert len(mail.outbox) == sent


def test_the_owner_sets_the_number_of_hours():
    rules = CartRules.load()
    rules.hours = 20
    rules.save()
    left_hours_ago(19)
    assert send_cart_reminders() == 0
    Cart.objects.update(changed_at=timezone.now() - timedelta(hours=21))
    assert send_cart_reminders() == 1


@pytest.mark.parametrize("hours", [0, 48])
def test_an_invalid_number_of_hours_is_refused(hours):
    with pytest.raises(ValidationError):
        CartRules(hours=hours).full_clean()


def test_unverified_addresses_empty_carts_and_guests_get_no_reminder():
    left_hours_ago(5, user=a_customer("unproven@example.com", is_verified=False))
    empty = left_hours_ago(5)
    empty.lines.all().delete()
    guests = a_cart(a_product())
    set_back(guests, 5)
    assert send_cart_reminders() == 0


def test_unavailable_items_are_not_listed():
    wax = a_product(title="Wax", stock=1)
    cart = left_hours_ago(5, wax, a_product(title="Cloth"))
    add_stock(wax.sku, -1, reason="damage")
    assert send_cart_reminders() == 1
    assert "Cloth" in mail.outbox[0].body
    assert "Wax" not in mail.outbox[0].body
    assert the_mail(REMINDER, cart).sent_at


def test_no_reminder_is_sent_if_all_items_are_unavailable():
    wax = a_product(stock=1)
    left_hours_ago(5, wax)
    add_stock(wax.sku, -1, reason="damage")
    assert send_cart_reminders() == 0
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("who", ["logged in", "as a guest"])
def test_no_reminder_is_sent_after_an_order(stripe_server, who):
    sam = a_customer("sam@example.com")
    if who == "logged in":
        an_order(sam, a_product())
        agree(sam)
    else:
        left_hours_ago(5, user=sam)
        an_order(GUEST, a_product())
    set_back(Cart.objects.get(user=sam), 5)
    assert send_cart_reminders() == 0
    assert mail.outbox == []


def test_a_reminder_is_sent_after_an_order_expired_unpaid(stripe_server):
    sam = a_customer("sam@example.com")
    agree(sam)
    order = an_order(sam, a_product())
    release_order(order, OrderState.EXPIRED, by=SHOP, why="The time to pay ran out")
    set_back(order.cart, 5)
    assert send_cart_reminders() == 1


def test_a_second_reminder_requires_a_purchase_in_between(stripe_server):
    cart = left_hours_ago(5)
    send_cart_reminders()
    set_back(cart, 5)
    assert send_cart_reminders() == 0
    cart.delete()
    order = a_paid_order(stripe_server, cart.user, a_product())
    Order.objects.update(placed_at=timezone.now() - timedelta(days=1))
    again = Cart.objects.get(user=order.user)
    OutgoingMail.objects.create(
        kind=REMINDER.name, object_id=again.pk, claimed_at=timezone.now() - timedelta(days=3)
    )
    again.lines.create(
        sku_id=a_product().sku, quantity=1, title_shown="Cloth", price_shown_pence=1299
    )
    set_back(again, 5)
    assert send_cart_reminders() == 1


def test_two_concurrent_clocks_send_one_reminder():
    left_hours_ago(5)
    [first], [second] = list(carts_to_remind_of()), list(carts_to_remind_of())
    assert [_remind(first), _remind(second)] == [True, False]
    assert len(mail.outbox) == 1


def test_a_change_between_selection_and_sending_is_considered():
    cart = left_hours_ago(5)
    [listed] = carts_to_remind_of()
    agree(cart.user, is_given=False)
    assert not _remind(listed)
    assert mail.outbox == []


def test_a_failed_reminder_is_retried_and_no_address_is_logged(settings, caplog):
    left_hours_ago(5)
    good = settings.MAILERS
    settings.MAILERS = NO_MAIL
    with pytest.raises(MailServerUnreachable, match=r"^ConnectionRefusedError$"):
        send_cart_reminders()
    assert "sam" not in caplog.text
    assert OutgoingMail.objects.get().claimed_at is None
    settings.MAILERS = good
    assert send_cart_reminders() == 1


def test_a_busy_database_does_not_count_as_a_failed_try(monkeypatch):
    cart = left_hours_ago(5)

    def busy(*args, **context):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr("checkout.cart.reminders.write_worded", busy)
        assert send_cart_reminders() == 0
    assert not FailedJob.objects.exists()
    assert the_mail(REMINDER, cart).claimed_at is None
    assert send_cart_reminders() == 1


def test_a_reminder_whose_process_was_killed_is_not_sent_again():
    """Nobody knows whether it went out, and none is better than two."""
    cart = left_hours_ago(5)
    store_mail(REMINDER, cart)
    OutgoingMail.objects.update(claimed_at=timezone.now())
    age_claims(timedelta(minutes=11))
    assert send_cart_reminders() == send_waiting_mails() == 0
    assert mail.outbox == []


def test_the_reminder_of_a_deleted_account_is_deleted():
    cart = left_hours_ago(5)
    assert send_cart_reminders() == 1
    erase_person(cart.user)
    assert not OutgoingMail.objects.filter(kind=REMINDER.name).exists()
