"""Scheduled jobs: expiry of unpaid orders and unfinished work."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from catalog.models import Stock, StockMove
from catalog.models.stock import add_stock
from checkout.models import Order, OrderState
from checkout.notifications.mails import CONFIRMATION
from checkout.payments.expiry import release_stale_orders
from checkout.payments.settle import settle
from checkout.payments.start import start_payment
from checkout.stripe import gateway
from checkout.stripe.gateway import retrieve_session
from jobs.models import FailedJob
from jobs.tasks import TaskServiceUnavailable
from tests.builders import CONTACT, GUEST, a_product
from tests.checkout.builders import an_open_order, changed, stock_of
from tests.checkout.clock import resume_unfinished_work
from tests.mail_server import NO_MAIL
from tests.outbox.builders import send_now, the_mail

pytestmark = pytest.mark.django_db


def long_ago(order):
    Order.objects.filter(pk=order.pk).update(hold_until=timezone.now() - timedelta(seconds=1))
    return order


def state_of(order) -> str:
    return Order.objects.get(pk=order.pk).state


def a_paid_order(stripe_server):
    order = an_open_order(a_product())
    stripe_server.pays(order)
    settle(retrieve_session(order.stripe_session_id))
    return order


def paid_too_late(stripe_server):
    """Order paid after its stock was released and sold."""
    wax = a_product(stock=1)
    order = an_open_order(wax)
    stripe_server.pays(order)
    paid = retrieve_session(order.stripe_session_id)
    settle(changed(paid, status="expired", payment_status="unpaid"))
    add_stock(wax.sku, -1, reason=StockMove.Reason.DAMAGE)
    settle(paid)
    assert state_of(order) == OrderState.REFUND_DUE
    return order


def test_an_order_whose_hold_is_over_releases_its_stock(stripe_server):
    wax = a_product(stock=3)
    order = long_ago(an_open_order((wax, 2)))
    assert release_stale_orders() == 1
    assert state_of(order) == OrderState.EXPIRED
    assert stock_of(wax) == (3, 0)
    assert stripe_server.session_of(order).status == "expired"
    assert release_stale_orders() == 0


def test_an_order_whose_hold_is_not_over_is_not_changed(stripe_server):
    order = an_open_order(a_product())
    assert release_stale_orders() == 0
    assert state_of(order) == OrderState.AWAITING_PAYMENT


def test_an_order_paid_in_the_meantime_is_settled(stripe_server):
    wax = a_product(stock=3)
    order = an_open_order(wax)
    stripe_server.pays(order)
    long_ago(order)
    release_stale_orders()
    assert state_of(order) == OrderState.PAID
    assert stock_of(wax) == (2, 0)


def test_an_order_whose_payment_is_processing_keeps_its_stock(stripe_server):
    wax = a_product(stock=3)
    order = an_open_order(wax)
    stripe_server.pays(order)
    with closing(sqlite3.connect(stripe_server.database)) as stripe_s_own, stripe_s_own:
        stripe_s_own.execute(
            "UPDATE objects SET body = json_set(body, '$.payment_status', 'unpaid') WHERE id = ?",
            [order.stripe_session_id],
        )
    long_ago(order)
    assert release_stale_orders() == 1
    assert state_of(order) == OrderState.PROCESSING
    assert stock_of(wax) == (3, 1)
    assert release_stale_orders() == 0


def test_an_order_without_a_session_is_expired(stripe_server):
    wax = a_product(stock=3)
    order = long_ago(an_open_order(wax))
    Order.objects.filter(pk=order.pk).update(stripe_session_id=None)
    release_stale_orders()
    assert state_of(order) == OrderState.EXPIRED
    assert stock_of(wax) == (3, 0)


def test_an_unavailable_stripe_leaves_the_order_for_the_next_run(stripe_server, settings):
    wax = a_product(stock=3)
    order = long_ago(an_open_order(wax))
    settings.STRIPE_API_URL = "http://127.0.0.1:9"
    gateway._client.cache_clear()
    release_stale_orders()
    assert state_of(order) == OrderState.AWAITING_PAYMENT
    assert stock_of(wax) == (3, 1)


def test_a_confirmation_with_a_lost_task_is_sent_once(stripe_server, run_tasks):
    order = a_paid_order(stripe_server)
    DBTaskResult.objects.all().delete()
    assert run_tasks() == []
    resume_unfinished_work()
    resume_unfinished_work()
    assert [message.to for message in mail.outbox] == [[order.email]]


def test_a_failed_mail_leaves_the_order_paid_and_is_retried(stripe_server, settings):
    order = a_paid_order(stripe_server)
    working = settings.MAILERS
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": smtp, "OPTIONS": {"host": "127.0.0.1", "port": 9}}}
    with pytest.raises(TaskServiceUnavailable, match="ConnectionRefused"):
        send_now(CONFIRMATION, order)
    assert state_of(order) == OrderState.PAID
    settings.MAILERS = working
    send_now(CONFIRMATION, order)
    assert len(mail.outbox) == 1
    assert the_mail(CONFIRMATION, order).sent_at is not None


def test_a_payment_processing_for_too_long_expires(stripe_server):
    wax = a_product(stock=3)
    order = an_open_order(wax)
    stripe_server.pays(order)
    settle(changed(retrieve_session(order.stripe_session_id), payment_status="unpaid"))
    long_ago(order)
    Order.objects.filter(pk=order.pk).update(stripe_session_id="cs_test_gone")
    release_stale_orders()
    assert state_of(order) == OrderState.EXPIRED
    assert stock_of(wax) == (3, 0)


def test_an_order_with_an_unknown_session_is_cancelled_by_a_new_attempt(stripe_server):
    wax = a_product(stock=1)
    order = an_open_order(wax)
    Order.objects.filter(pk=order.pk).update(stripe_session_id="cs_test_of_another_account")
    again, _ = start_payment(
        cart=order.cart, user=GUEST, contact=CONTACT, shown_total_pence=order.total_pence
    )
    assert (state_of(order), state_of(again)) == (OrderState.CANCELLED, OrderState.AWAITING_PAYMENT)
    assert stock_of(wax) == (1, 1)


def test_the_timeline_names_the_scheduler_that_found_a_payment(stripe_server):
    order = long_ago(an_open_order(a_product(1299)))
    stripe_server.pays(order)
    release_stale_orders()
    assert order.timeline.last().what == "Paid £17.98, reported by the scheduler"


def test_one_order_whose_books_are_wrong_does_not_keep_the_others_waiting(stripe_server):
    wax, cloth = a_product(stock=3), a_product(stock=3)
    wrong, right = long_ago(an_open_order(wax)), long_ago(an_open_order(cloth))
    Stock.objects.filter(pk=wax.sku).update(held=0)
    release_stale_orders()
    assert (state_of(wrong), state_of(right)) == (OrderState.AWAITING_PAYMENT, OrderState.EXPIRED)
    assert stock_of(cloth) == (3, 0)
    failed = FailedJob.objects.get()
    assert (failed.kind, failed.row) == ("end of the hold of order", wrong.pk)
    assert failed.label == wrong.number


def test_a_failed_mail_about_a_late_refund_is_sent_later(stripe_server, settings):
    order = paid_too_late(stripe_server)
    working, settings.MAILERS = settings.MAILERS, NO_MAIL
    for _ in range(2):
        resume_unfinished_work()
    assert state_of(order) == OrderState.REFUNDED
    settings.MAILERS = working
    resume_unfinished_work()
    resume_unfinished_work()
    assert len(stripe_server.client.v1.refunds.list().data) == 1
    assert [message.subject for message in mail.outbox] == [
        f"Your payment for order {order.number} is refunded"
    ]
