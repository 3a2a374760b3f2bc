"""The worker: independent queues that survive exceptions."""

import threading

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from autovise.settings.search import worker_queues
from checkout.notifications.mails import DISPATCH
from checkout.stripe.tasks import delete_coupon
from jobs.queues import Queue
from jobs.worker import QueueWorker, WorkerThreads
from outbox.mails import send_mail, store_mail
from tests.builders import a_product
from tests.checkout.builders import an_open_order, an_order_with_dispatch
from tests.checkout.conftest import stripe_server
from tests.mail_server import mail_server
from tests.waits import wait_for

__all__ = ["stripe_server"]


@pytest.fixture
def running_worker(real_database, monkeypatch):
    monkeypatch.setattr("jobs.worker.INTERVAL_SECONDS", 0.05)
    monkeypatch.setattr("jobs.worker.RECONNECT_SECONDS", 0.05)
    workers = WorkerThreads()
    thread = threading.Thread(target=workers.run)
    thread.start()
    yield workers
    workers.stop()
    thread.join(timeout=30)
    assert not thread.is_alive()


def is_done(task) -> bool:
    return DBTaskResult.objects.filter(pk=task.id, status="SUCCESSFUL").exists()


def test_a_hanging_mail_server_delays_no_money_tasks(
    real_database, running_worker, settings, stripe_server
):
    order = an_order_with_dispatch(a_product())
    notice = store_mail(DISPATCH, order)
    with mail_server(hangs=True) as server:
        settings.MAILERS = server.mailers(timeout=300)
        mail = send_mail.enqueue(notice.pk)
        wait_for(lambda: server.sessions, "the worker at the mail server")
        money = delete_coupon.enqueue(order.pk)
        wait_for(lambda: is_done(money), "the task of another queue")
        assert not is_done(mail)


def test_a_lost_database_connection_ends_no_queue(
    real_database, running_worker, settings, monkeypatch, stripe_server, caplog
):
    order = an_open_order(a_product())
    failures = []
    run_task = QueueWorker.run_task

    def loses_its_connection(self, task):
        if not failures:
            failures.append(task)
            raise OperationalError("server closed the connection unexpectedly")
        run_task(self, task)

    monkeypatch.setattr(QueueWorker, "run_task", loses_its_connection)
    delete_coupon.enqueue(order.pk)
    wait_for(lambda: failures, "the first task")
    again = delete_coupon.enqueue(order.pk)
    wait_for(lambda: is_done(again), "the task after that")
    assert f"the worker of queue {Queue.MONEY} restarts" in caplog.text


def test_a_queue_pauses_while_its_service_is_unavailable(
    real_database, running_worker, settings, stripe_server
):
    orders = [an_order_with_dispatch(a_product()) for _ in range(3)]
    notices = [store_mail(DISPATCH, order) for order in orders]
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9},
        }
    }
    tasks = [send_mail.enqueue(notice.pk) for notice in notices]
    wait_for(lambda: DBTaskResult.objects.filter(status="FAILED").exists(), "the first try")
    money = delete_coupon.enqueue(orders[0].pk)
    wait_for(lambda: is_done(money), "the task of another queue")
    assert DBTaskResult.objects.filter(pk__in=[t.id for t in tasks], status="READY").count() == 2


def test_the_queue_of_the_search_engine_has_a_thread_only_if_there_is_one(settings):
    def queues() -> list[set[str]]:
        return [set(worker.queue_names) for worker in WorkerThreads()._workers]

    others = [{Queue.MAILS}, {Queue.MONEY}, {Queue.IMPORTS}, {Queue.PICTURES}]
    assert queues() == others
    settings.WORKER_QUEUES = worker_queues({"default": {}, "engine": {}})
    assert queues() == [*others, {Queue.SEARCH}]
