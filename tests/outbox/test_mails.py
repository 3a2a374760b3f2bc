"""Stored mails: one of a kind about an object, stored with its event or not at all."""

from contextlib import suppress

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from checkout.notifications.mails import CONFIRMATION, DISPATCH
from outbox.mails import deliver, mails_about, queue_mail, store_mail
from outbox.models import OutgoingMail
from tests.builders import a_product
from tests.checkout.builders import an_order_with_dispatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(stripe_server):
    return an_order_with_dispatch(a_product())


def test_there_is_one_mail_of_a_kind_about_an_object(order):
    first = store_mail(DISPATCH, order)
    assert store_mail(DISPATCH, order).pk == first.pk
    assert store_mail(CONFIRMATION, order).pk != first.pk
    assert mails_about(DISPATCH, order).get() == first


def test_the_database_refuses_a_second_one(order):
    store_mail(DISPATCH, order)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.create(kind=DISPATCH.name, object_id=order.pk)


def test_the_database_refuses_a_mail_that_is_sent_and_was_not_claimed(order):
    mail = store_mail(DISPATCH, order)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())


def test_one_insert_stores_it(order):
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            store_mail(DISPATCH, order)
        assert [query["sql"].split()[0] for query in captured] == ["INSERT"]


def test_a_second_event_leaves_a_sent_mail_as_it_is(order):
    mail = store_mail(DISPATCH, order)
    deliver(mail.pk)
    before = OutgoingMail.objects.values().get()
    assert before["sent_at"] is not None
    queue_mail(DISPATCH, order)
    assert OutgoingMail.objects.values().get() == before
    assert not deliver(mail.pk)


def test_the_task_bears_the_key_of_the_mail_alone(order):
    queue_mail(DISPATCH, order)
    task = DBTaskResult.objects.get(task_path="outbox.mails.send_mail")
    assert task.args_kwargs == {"args": [OutgoingMail.objects.get().pk], "kwargs": {}}


def test_mail_and_task_go_with_an_event_that_is_rolled_back(order):
    DBTaskResult.objects.all().delete()
    with suppress(RuntimeError), transaction.atomic():
        queue_mail(DISPATCH, order)
        raise RuntimeError
    assert not OutgoingMail.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_mail_that_was_deleted_can_be_queued_again(order):
    deliver(store_mail(DISPATCH, order).pk)
    mails_about(DISPATCH, order).delete()
    assert deliver(store_mail(DISPATCH, order).pk)
