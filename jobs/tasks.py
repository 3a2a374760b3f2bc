"""Decorator for background tasks: choose the queue, store errors without personal data.

Mails, money and imports have separate queues, so that a slow mail server or a long import delays no
other work. `manage.py run_worker` runs each queue in its own thread.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.tasks import Task, task

from jobs.failures import ServiceUnavailable, describe_error
from jobs.queues import Queue

log = logging.getLogger(__name__)

BACKEND = "shop"


class TaskFailed(Exception):
    """The error that the task table stores: class of the original error, and line of code."""


class TaskServiceUnavailable(TaskFailed):
    """A service that the task needs did not respond: the next tasks would fail as well."""


def shop_task(queue: Queue) -> Callable[[Callable[..., None]], Task]:
    """Declare a background task. It must take primary keys and be idempotent.

    Enqueue it inside the transaction of its event: the task's row is then committed with the event,
    or not at all.
    """

    def declare(function: Callable[..., None]) -> Task:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> None:
            try:
                function(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 (boundary: its message may be personal data)
                reason = describe_error(error)
                log.error("task %s%s failed: %s", function.__name__, args, reason)
                is_outside = isinstance(error, ServiceUnavailable)
                failure = TaskServiceUnavailable(reason) if is_outside else TaskFailed(reason)
            else:
                return
            raise failure

        return task(backend=BACKEND, queue_name=queue)(run)

    return declare
