"""Delivery: mails are sent once, retried, and leave no personal data in logs when they fail."""

from dataclasses import replace

import pytest
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from checkout.models import Order, OrderState
from checkout.notifications.mails import DISPATCH, mail_dispatch
from jobs.models import FailedJob
from jobs.tasks import MAX_TRIES, PAUSES
from outbox.failures import MailNotSent, MailServerUnreachable
from outbox.mails import (
    deliver,
    mails_about,
    queue_mail,
    send_waiting_mails,
    store_mail,
    waiting_mails,
)
from outbox.models import MAIL_MAY_TAKE, MailKind, OutgoingMail, register
from tests.builders import a_product
from tests.catalog.uploads.builders import work
from tests.checkout.builders import an_order_with_dispatch
from tests.jobs.tries import let_pass
from tests.mail_server import mail_server

pytestmark = pytest.mark.django_db

READER = "guest@example.com"


def a_notice(kind: MailKind = DISPATCH) -> OutgoingMail:
    return store_mail(kind, an_order_with_dispatch(a_product()))


@pytest.fixture
def a_kind(monkeypatch):
    """Return a function that registers one kind of mail for the time of the test."""
    monkeypatch.setattr("outbox.models._kinds", {})

    def make(**changes) -> MailKind:
        kind = replace(DISPATCH, name="test mail", **changes)
        register(kind)
        return kind

    return make


@pytest.fixture
def refusing(settings, stripe_server):
    with mail_server(refused=READER.encode()) as server:
        settings.MAILERS = server.mailers()
        yield server


def everything_kept() -> str:
    """Return the content of the task, failure and mail tables as text."""
    tables = (DBTaskResult, FailedJob, OutgoingMail)
    return "".join(str(list(table.objects.values())) for table in tables)


def test_a_refused_mail_names_its_reader_neither_in_the_log_nor_in_a_table(refusing, caplog):
    order = an_order_with_dispatch(a_product())
    assert order.email == READER
    queue_mail(DISPATCH, order)
    work()
    assert READER not in caplog.text
    assert READER not in everything_kept()
    assert FailedJob.objects.get().reason.startswith("MailNotSent (SMTPRecipientsRefused)")


def test_a_mail_for_nobody_is_given_up_and_the_mails_after_it_are_sent(refusing):
    bad, good = a_notice(), a_notice()
    Order.objects.filter(pk=good.object_id).update(email="other@example.com")
    for pause in PAUSES:
        send_waiting_mails()
        let_pass(pause)
    send_waiting_mails()
    failed = FailedJob.objects.get()
    assert (failed.row, failed.tries, failed.given_up_at is None) == (
        bad.object_id,
        MAX_TRIES,
        False,
    )
    assert len(refusing.messages) == 1
    sessions = refusing.sessions
    send_waiting_mails()
    assert refusing.sessions == sessions, "what is given up is not tried again"


def test_an_old_order_s_unmailable_address_is_an_error_of_its_mail_alone(settings, stripe_server):
    bad = an_order_with_dispatch(a_product())
    bad.email = "jane@\ue000.com"
    with mail_server() as server:
        settings.MAILERS = server.mailers()
        with pytest.raises(MailNotSent, match="UnicodeEncodeError"):
            mail_dispatch(bad)
    assert server.messages == []


def test_a_server_that_hangs_ends_the_round_after_one_time_out(settings, stripe_server):
    for _ in range(3):
        a_notice()
    with mail_server(hangs=True) as server:
        settings.MAILERS = server.mailers(timeout=0.2)
        with pytest.raises(MailServerUnreachable, match="SMTPServerDisconnected"):
            send_waiting_mails()
        assert server.sessions == 1
    assert not FailedJob.objects.exists(), "a server that hangs says nothing of the mail"
    assert waiting_mails(DISPATCH).count() == 3


def test_a_claim_of_a_process_that_was_killed_is_taken_over_in_time(stripe_server):
    notice = a_notice()
    claimed = OutgoingMail.objects.filter(pk=notice.pk)
    claimed.update(claimed_at=timezone.now())
    assert not deliver(notice.pk)
    claimed.update(claimed_at=timezone.now() - MAIL_MAY_TAKE * 2)
    assert deliver(notice.pk)
    assert not deliver(notice.pk)


@pytest.mark.parametrize("trouble", [OperationalError, InterfaceError])
def test_a_busy_database_is_no_failed_try_and_stops_no_other_mail(
    stripe_server, a_kind, trouble, caplog
):
    """A database error such as a deadlock is temporary, and no fault of the mail."""

    def mail_one(order: Order) -> None:
        if order.pk == busy.object_id:
            raise trouble("database is locked")

    kind = a_kind(mail=mail_one)
    busy, _other = a_notice(kind), a_notice(kind)
    assert send_waiting_mails() == 1
    assert not FailedJob.objects.exists()
    assert list(waiting_mails(kind)) == [busy]
    assert f"test mail {busy.object_id} will be tried again: {trouble.__name__}" in caplog.text


def test_a_mail_that_is_not_owed_yet_waits(stripe_server, a_kind):
    sent = []
    kind = a_kind(owed=Order.objects.paid, mail=sent.append)
    notice = a_notice(kind)
    assert not deliver(notice.pk)
    assert send_waiting_mails() == 0
    Order.objects.update(state=OrderState.PAID, paid_at=timezone.now())
    assert send_waiting_mails() == 1
    assert [order.pk for order in sent] == [notice.object_id]


def test_a_mail_that_is_owed_no_more_once_it_is_claimed_is_given_back(stripe_server, a_kind):
    found = iter([Order.objects.all(), Order.objects.none()])
    sent = []
    notice = a_notice(a_kind(owed=lambda: next(found), mail=sent.append))
    assert not deliver(notice.pk)
    assert OutgoingMail.objects.get().claimed_at is None
    assert sent == []


def test_an_outdated_mail_is_deleted_unsent(stripe_server, a_kind):
    sent = []
    notice = a_notice(a_kind(is_outdated=lambda order: True, mail=sent.append))
    assert not deliver(notice.pk)
    assert not OutgoingMail.objects.exists()
    assert sent == []


def test_an_error_in_what_is_outdated_is_a_failed_try_of_its_mail(stripe_server, a_kind):
    def breaks(order: Order) -> bool:
        raise KeyError(READER)

    notice = a_notice(a_kind(is_outdated=breaks))
    assert not deliver(notice.pk)
    assert OutgoingMail.objects.get().claimed_at is None
    assert FailedJob.objects.get().tries == 1


def test_a_mail_that_is_replaced_while_it_is_sent_is_sent_again(stripe_server, a_kind):
    """Else the event that has replaced it would not be reported."""

    def replaced(order: Order) -> None:
        mails_about(kind, order).delete()
        store_mail(kind, order)

    kind = a_kind(mail=replaced)
    notice = a_notice(kind)
    assert deliver(notice.pk)
    [again] = OutgoingMail.objects.all()
    assert again.pk != notice.pk
    assert (again.claimed_at, again.sent_at) == (None, None)


def test_a_mail_that_was_deleted_is_not_sent(stripe_server):
    notice = a_notice()
    OutgoingMail.objects.all().delete()
    assert not deliver(notice.pk)


def test_a_kind_that_no_app_has_registered_is_an_error():
    notice = OutgoingMail.objects.create(kind="unknown", object_id=1)
    with pytest.raises(KeyError, match="unknown"):
        deliver(notice.pk)
