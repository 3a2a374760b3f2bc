"""Outbox: mails are sent once, retried, and leave no personal data in logs when they fail."""

from dataclasses import replace

import pytest
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from checkout.models import Order, OrderMail
from checkout.notifications.mails import mail_order_event
from checkout.notifications.outbox import ORDER_MAIL, send_order_mail, send_owed_mails
from jobs.failures import MAX_TRIES, PAUSES
from jobs.models import FailedJob
from sitewide.mail import MailNotSent, MailServerUnreachable
from sitewide.outbox import MAIL_MAY_TAKE
from tests.builders import a_product
from tests.catalog.uploads.builders import work
from tests.checkout.builders import an_open_order
from tests.jobs.tries import let_pass
from tests.mail_server import mail_server

pytestmark = pytest.mark.django_db

READER = "guest@example.com"


def a_notice() -> OrderMail:
    return OrderMail.objects.create(
        order=an_open_order(a_product()), kind=OrderMail.Kind.DISPATCHED
    )


@pytest.fixture
def refusing(settings, stripe_server):
    with mail_server(refused=READER.encode()) as server:
        settings.MAILERS = server.mailers()
        yield server


def everything_kept() -> str:
    """Return the content of the task and failure tables as text."""
    return str(list(DBTaskResult.objects.values())) + str(list(FailedJob.objects.values()))


def test_a_refused_mail_names_its_reader_neither_in_the_log_nor_in_a_table(refusing, caplog):
    notice = a_notice()
    assert notice.order.email == READER
    send_order_mail.enqueue(notice.pk)
    work()
    assert READER not in caplog.text
    assert READER not in everything_kept()
    assert FailedJob.objects.get().reason.startswith("MailNotSent (SMTPRecipientsRefused)")


def test_a_mail_for_nobody_is_given_up_and_the_mails_after_it_are_sent(refusing):
    bad, good = a_notice(), a_notice()
    Order.objects.filter(pk=good.order_id).update(email="other@example.com")
    for pause in PAUSES:
        send_owed_mails()
        let_pass(pause)
    send_owed_mails()
    failed = FailedJob.objects.get()
    assert (failed.row, failed.tries, failed.given_up_at is None) == (bad.pk, MAX_TRIES, False)
    assert len(refusing.messages) == 1
    sessions = refusing.sessions
    send_owed_mails()
    assert refusing.sessions == sessions, "what is given up is not tried again"


def test_an_old_order_s_unmailable_address_is_an_error_of_its_mail_alone(settings, stripe_server):
    bad = a_notice()
    bad.order.email = "jane@\ue000.com"
    with mail_server() as server:
        settings.MAILERS = server.mailers()
        with pytest.raises(MailNotSent, match="UnicodeEncodeError"):
            mail_order_event(bad)
    assert server.messages == []


def test_a_server_that_hangs_ends_the_round_after_one_time_out(settings, stripe_server):
    for _ in range(3):
        a_notice()
    with mail_server(hangs=True) as server:
        settings.MAILERS = server.mailers(timeout=0.2)
        with pytest.raises(MailServerUnreachable, match="SMTPServerDisconnected"):
            send_owed_mails()
        assert server.sessions == 1
    assert not FailedJob.objects.exists(), "a server that hangs says nothing of the mail"
    assert ORDER_MAIL.waiting().count() == 3


def test_a_claim_of_a_process_that_was_killed_is_taken_over_in_time(stripe_server):
    notice = a_notice()
    claimed = OrderMail.objects.filter(pk=notice.pk)
    claimed.update(claimed_at=timezone.now())
    assert not ORDER_MAIL.send(notice.pk)
    claimed.update(claimed_at=timezone.now() - MAIL_MAY_TAKE * 2)
    assert ORDER_MAIL.send(notice.pk)
    assert not ORDER_MAIL.send(notice.pk)


@pytest.mark.parametrize("trouble", [OperationalError, InterfaceError])
def test_a_busy_database_is_no_failed_try_and_stops_no_other_mail(stripe_server, trouble, caplog):
    """A database error such as a deadlock is temporary, and no fault of the mail."""
    busy, _other = a_notice(), a_notice()

    def mail_one(notice: OrderMail) -> None:
        if notice == busy:
            raise trouble("database is locked")

    kind = replace(ORDER_MAIL, mail=mail_one)
    assert kind.send_waiting() == 1
    assert not FailedJob.objects.exists()
    assert list(ORDER_MAIL.waiting()) == [busy]
    assert f"order mail {busy.pk} will be tried again: {trouble.__name__}" in caplog.text
