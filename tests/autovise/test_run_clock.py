"""`run_clock`: every job runs, and old data is deleted."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from checkout.models import Cart
from tests.builders import a_cart, a_customer, a_product

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=60)


def test_a_run_deletes_old_data_and_keeps_the_rest():
    customer = a_customer()
    forgotten, fresh, own = a_cart(a_product()), a_cart(), a_cart(user=customer)
    Cart.objects.filter(pk__in=[forgotten.pk, own.pk]).update(changed_at=LONG_AGO)
    Session.objects.create(session_key="old", session_data="", expire_date=LONG_AGO)
    UserSession.objects.create(user=customer, session_key="old", ip="192.0.2.1", user_agent="x")
    task = {"backend_name": "shop", "task_path": "outbox.mails.send_mail"}
    task |= {"args_kwargs": {"args": [], "kwargs": {}}, "queue_name": "default", "priority": 0}
    DBTaskResult.objects.create(**task, status="SUCCESSFUL", finished_at=LONG_AGO)
    call_command("run_clock", once=True)
    assert set(Cart.objects.all()) == {fresh, own}
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()
    assert sorted(left.task_path for left in DBTaskResult.objects.all()) == [
        "checkout.payments.balance_readings.read_balance",
        "checkout.payments.reconciliations.reconcile_hour",
    ]
