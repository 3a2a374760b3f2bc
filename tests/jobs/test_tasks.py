"""Background tasks: queues, and stored errors."""

import pytest
from django_tasks_db.models import DBTaskResult

from jobs.queues import Queue
from jobs.tasks import BACKEND, TaskFailed
from outbox.mails import send_mail
from tests.catalog.uploads.builders import work

pytestmark = pytest.mark.django_db

READER = "guest@example.com"


def test_a_failed_task_stores_only_the_class_of_the_error(caplog, monkeypatch):
    def breaks(pk):
        raise KeyError(READER)

    monkeypatch.setattr("outbox.mails.deliver", breaks)
    send_mail.enqueue(1)
    work()
    kept = DBTaskResult.objects.get()
    assert kept.exception_class_path == f"{TaskFailed.__module__}.TaskFailed"
    assert "KeyError at tests/jobs/test_tasks.py" in kept.traceback
    assert READER not in kept.traceback + caplog.text


def test_each_task_of_the_shop_has_a_queue_of_its_kind():
    send_mail.enqueue(1)
    assert DBTaskResult.objects.get().queue_name == Queue.MAILS
    assert DBTaskResult.objects.get().backend_name == BACKEND
