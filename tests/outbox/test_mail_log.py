"""Log of sent mails: what was sent to whom about what, for 90 days."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import AccountDeletedMail
from accounts.privacy.erase import erase_person
from accounts.privacy.mails import ACCOUNT_DELETED
from accounts.privacy.registry import sections
from checkout.models import Order
from checkout.notifications.mails import DISPATCH
from outbox.failures import MailNotSent
from outbox.mail_log import delete_old_sent_mails
from outbox.mails import queue_mail, send_waiting_mails, write
from outbox.models import OutgoingMail, SentMail, register
from sitewide.email_addresses import email_hash
from tests.builders import a_customer, a_product
from tests.checkout.builders import an_order_with_dispatch
from tests.outbox.builders import send_now, the_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(stripe_server):
    return an_order_with_dispatch(a_product())


@pytest.fixture
def kinds():
    """Let a test register another kind instead of the mail of dispatch."""
    yield register
    register(DISPATCH)


def test_a_sent_mail_is_logged_with_its_recipient_subject_and_order(order):
    queue_mail(DISPATCH, order)
    assert SentMail.objects.count() == 0
    send_now(DISPATCH, order)
    logged = SentMail.objects.get()
    assert (logged.kind, logged.object_id, logged.label) == (DISPATCH.name, order.pk, order.number)
    assert logged.subject == f"Your Autovise order {order.number} is on its way"
    assert (logged.recipient, logged.email_hash) == (order.email, email_hash(order.email))
    assert timezone.now() - logged.sent_at < timedelta(minutes=1)


def test_a_mail_to_several_addresses_has_a_row_for_each(order, kinds):
    both = ["ann@example.com", "ben@example.com"]
    kinds(replace(DISPATCH, mail=lambda order: write(both, "Two", "accounts/mails/farewell")))
    queue_mail(DISPATCH, order)
    send_now(DISPATCH, order)
    assert len(mail.outbox) == 1
    assert sorted(SentMail.objects.values_list("recipient", flat=True)) == both


def test_a_mail_that_is_not_sent_is_not_logged(order, kinds):
    def refuse(order) -> None:
        raise MailNotSent

    kinds(replace(DISPATCH, mail=refuse))
    queue_mail(DISPATCH, order)
    send_now(DISPATCH, order)
    assert SentMail.objects.count() == 0


def test_mails_that_the_outbox_does_not_send_are_not_logged():
    write("ann@example.com", "Your code", "accounts/mails/farewell")
    assert len(mail.outbox) == 1
    assert SentMail.objects.count() == 0


def test_the_log_is_deleted_after_90_days(order):
    for kind_age in (89, 91):
        SentMail.objects.create(
            kind=DISPATCH.name,
            object_id=order.pk,
            subject=f"{kind_age} days",
            sent_at=timezone.now() - timedelta(days=kind_age),
        )
    delete_old_sent_mails()
    assert SentMail.objects.get().subject == "89 days"


def test_a_person_gets_a_copy_of_the_own_rows_and_their_erasure_deletes_them(order):
    ann = a_customer("ann@example.com")
    for email in ("Ann@example.com", "ben@example.com"):
        SentMail.objects.create(
            kind="x", object_id=1, subject="Hello", recipient=email, email_hash=email_hash(email)
        )
    (section,) = [section for section in sections() if section.title == "Sent mails"]
    assert [(row["recipient"], row["subject"]) for row in section.collect(ann)] == [
        ("Ann@example.com", "Hello")
    ]
    erase_person(ann)
    assert SentMail.objects.get().recipient == "ben@example.com"


def test_the_mail_about_a_deleted_account_is_logged_without_its_address():
    queue_mail(ACCOUNT_DELETED, AccountDeletedMail.objects.create(email="ann@example.com"))
    assert send_waiting_mails() == 1
    logged = SentMail.objects.get()
    assert logged.subject == "Your Autovise account is deleted"
    assert (logged.recipient, logged.email_hash) == ("", "")


def test_the_database_refuses_a_recipient_without_its_hash():
    with pytest.raises(IntegrityError), transaction.atomic():
        SentMail.objects.create(kind="x", object_id=1, subject="Hello", recipient="a@example.com")


def test_a_mail_about_an_order_whose_address_was_erased_is_dropped(order):
    queue_mail(DISPATCH, order)
    Order.objects.filter(pk=order.pk).update(email="")
    send_now(DISPATCH, order)
    assert (len(mail.outbox), SentMail.objects.count(), OutgoingMail.objects.count()) == (0, 0, 0)


def test_a_mail_that_cannot_be_logged_stays_sent(order, caplog):
    queue_mail(DISPATCH, order)
    connection.cursor().execute("DROP TABLE outbox_sentmail")  # rolled back with the test
    send_now(DISPATCH, order)
    assert len(mail.outbox) == 1
    assert the_mail(DISPATCH, order).sent_at is not None
    assert f"{DISPATCH.name} {order.pk} is not in the log of sent mails" in caplog.text
