"""The shop's background tasks: which queue each has, and what is kept of one that fails.

Mails, money and imports have queues of their own, so that a mail server that hangs or a long import
delays nothing else. `manage.py run_worker` works off each queue by itself.
"""

import logging
from collections.abc import Callable
from functools import wraps

from django.tasks import Task, task

from jobs.failures import OutsideTrouble, describe_error
from jobs.queues import Queue

log = logging.getLogger(__name__)

BACKEND = "shop"


class TaskFailed(Exception):
    """What the task table keeps of a failed task: the kind of error and where it arose."""


class TaskFailedOutside(TaskFailed):
    """A service that the task needs did not answer: the tasks after it would fail as well."""


def shop_task(queue: Queue) -> Callable[[Callable[..., None]], Task]:
    """Declare a background task. It takes keys of rows, may run twice, and does its work once.

    Enqueue it inside the transaction that needs it: the task's row is then written with the event,
    or not at all.
    """

    def declare(function: Callable[..., None]) -> Task:
        @wraps(function)
        def run(*args, **kwargs) -> None:
            try:
                function(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 (the boundary: its words may hold an address)
                reason = describe_error(error)
                log.error("task %s%s failed: %s", function.__name__, args, reason)
                is_outside = isinstance(error, OutsideTrouble)
                failure = TaskFailedOutside(reason) if is_outside else TaskFailed(reason)
            else:
                return
            raise failure

        return task(backend=BACKEND, queue_name=queue)(run)

    return declare
