"""Mails that are owed: sent once, tried until they are, and naming nobody when they fail."""

from dataclasses import replace

import pytest
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.mailing import MailNotSent, MailServerUnreachable
from accounts.owed_mails import MAIL_MAY_TAKE
from checkout.mails import mail_notice
from checkout.models import Notice, Order
from checkout.notices import send_notice
from checkout.owed_mails import NOTICE, send_owed_mails
from jobs.failures import MAX_TRIES, PAUSES
from jobs.models import FailedJob
from tests.builders import a_product
from tests.catalog.uploads.making import work
from tests.checkout.test_settling import an_open_order
from tests.jobs.test_failures import let_pass
from tests.mail_server import mail_server

pytestmark = pytest.mark.django_db

READER = "guest@example.com"


def a_notice() -> Notice:
    return Notice.objects.create(order=an_open_order(a_product()), kind=Notice.Kind.DISPATCHED)


@pytest.fixture
def refusing(settings, stripe_server):
    with mail_server(refused=READER.encode()) as server:
        settings.MAILERS = server.mailers()
        yield server


def everything_kept() -> str:
    """All that tables of tasks and failures hold, as text."""
    return str(list(DBTaskResult.objects.values())) + str(list(FailedJob.objects.values()))


def test_a_refused_mail_names_its_reader_neither_in_the_log_nor_in_a_table(refusing, caplog):
    notice = a_notice()
    assert notice.order.email == READER
    send_notice.enqueue(notice.pk)
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
            mail_notice(bad)
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
    assert NOTICE.waiting().count() == 3


def test_a_claim_of_a_process_that_was_killed_is_taken_over_in_time(stripe_server):
    notice = a_notice()
    claimed = Notice.objects.filter(pk=notice.pk)
    claimed.update(claimed_at=timezone.now())
    assert not NOTICE.send(notice.pk)
    claimed.update(claimed_at=timezone.now() - MAIL_MAY_TAKE * 2)
    assert NOTICE.send(notice.pk)
    assert not NOTICE.send(notice.pk)


@pytest.mark.parametrize("trouble", [OperationalError, InterfaceError])
def test_a_busy_database_is_no_failed_try_and_stops_no_other_mail(stripe_server, trouble, caplog):
    """`database is locked`, a deadlock, a time limit: it passes, and says nothing of the mail."""
    busy, _other = a_notice(), a_notice()

    def mail_one(notice: Notice) -> None:
        if notice == busy:
            raise trouble("database is locked")

    kind = replace(NOTICE, mail=mail_one)
    assert kind.send_waiting() == 1
    assert not FailedJob.objects.exists()
    assert list(NOTICE.waiting()) == [busy]
    assert f"notice {busy.pk} is tried again: {trouble.__name__}" in caplog.text
