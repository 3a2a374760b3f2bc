"""Background work: tasks with their queue, and rows that are tried again until their work succeeds.

Failed tries are counted, with a pause after each; the last one gives the work up. Errors are logged
and stored without personal data.

Each kind of work has a queue of its own, so that a slow mail server or a long import delays no
other work. `manage.py run_worker` runs each queue in its own thread.
"""

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, models, transaction
from django.db.models import Q
from django.tasks import Task, task
from django.utils import timezone

from jobs.models import FailedJob
from jobs.queues import Queue

log = logging.getLogger(__name__)

BACKEND = "shop"
# The pause after each failed try but the last. After the last try the work is given up; the pauses
# add up to 2 h 36 min.
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
MAX_MESSAGE_LENGTH = 120
MAX_TRIES = len(PAUSES) + 1


class LoggableError(Exception):
    """An error whose message contains no personal data: logs and the admin show it."""


class ServiceUnavailable(LoggableError):
    """A service that the work needs did not respond. The work is retried without a limit."""


# Locks and lost connections are temporary. Other database errors are about the row's content.
SERVICE_ERRORS = (ServiceUnavailable, OperationalError, InterfaceError)


def describe_error(error: BaseException) -> str:
    """Return the class of an error and the line of our code that raised it.

    Only a LoggableError's message is included. Other messages may quote personal data, which must
    not appear in logs and task results.
    """
    first_line = str(error).partition("\n")[0][:MAX_MESSAGE_LENGTH]
    message = f" ({first_line})" if isinstance(error, LoggableError) else ""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(frame.filename)]
    if not ours:
        return f"{type(error).__name__}{message}"
    place = Path(ours[-1].filename).relative_to(settings.BASE_DIR)
    return f"{type(error).__name__}{message} at {place}:{ours[-1].lineno}"


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts


def record_failure(*, kind: str, row: int, error: BaseException, label: str = "") -> FailedJob:
    """Count a failed try, and give the work up after `MAX_TRIES`.

    `label`: how the admin names the row, such as an order number; no personal data.
    """
    now = timezone.now()
    reason = describe_error(error)[:200]
    values = {"reason": reason, "failed_at": now, "next_try_at": now, "label": label[:60]}
    with transaction.atomic():
        FailedJob.objects.get_or_create(kind=kind, row=row, defaults=values)
        failed = FailedJob.objects.select_for_update().get(kind=kind, row=row)
        failed.tries += 1
        is_last = failed.tries >= MAX_TRIES
        failed.reason, failed.failed_at = reason, now
        failed.next_try_at = now if is_last else now + PAUSES[failed.tries - 1]
        failed.given_up_at = now if is_last else None
        failed.save()
    what_next = "given up" if is_last else "tried again later"
    log.error("%s failed (try %s): %s; %s", failed, failed.tries, reason, what_next)
    return failed


def delete_failure(*, kind: str, row: int) -> None:
    """Delete the record of failed tries: the work is done, or its tries are counted from zero."""
    FailedJob.objects.filter(kind=kind, row=row).delete()


def rows_not_due(kind: str) -> models.QuerySet[FailedJob, Any]:
    """Return the primary keys of rows not to try now, as a subquery for `exclude(pk__in=…)`.

    They are given up, or wait for their next try.
    """
    not_due = Q(given_up_at__isnull=False) | Q(next_try_at__gt=timezone.now())
    return FailedJob.objects.filter(not_due, kind=kind).values("row")


@contextmanager
def failure_boundary(
    *,
    kind: str,
    row: int,
    label: Callable[[], str] = lambda: "",
    ends_round: type[Exception] | tuple[type[Exception], ...] = (),
) -> Iterator[None]:
    """Suppress the exceptions of the work on one row; `row` is its primary key.

    An exception is logged with the row's key. It counts as a failed try unless it is one of
    `SERVICE_ERRORS`. `ends_round`: exceptions that are passed on to the caller, because the next
    row would fail as well. `label`: how the admin names the row; no personal data.
    """
    try:
        yield
    except ends_round:
        raise
    except SERVICE_ERRORS as error:
        log.error("%s %s will be tried again: %s", kind, row, describe_error(error))
    except Exception as error:  # noqa: BLE001 (the boundary: one row never stops another)
        record_failure(kind=kind, row=row, error=error, label=label())


def do_each[Row: models.Model](
    kind: str,
    rows: Iterable[Row],
    work: Callable[[Row], object],
    *,
    label: Callable[[Row], str] = lambda row: "",
) -> int:
    """Call `work` for each row that is due. Returns how many calls succeeded.

    Pass all outstanding rows in `rows`. If a row is missing, its record of failed tries is deleted.
    `label`: how the admin names a row; no personal data.

    A row that fails (see `failure_boundary`) does not stop the other rows.
    """
    failed = FailedJob.objects.filter(kind=kind)
    not_due = set(rows_not_due(kind).values_list("row", flat=True))
    failed_before = set(failed.values_list("row", flat=True))
    outstanding: set[int] = set()
    done: set[int] = set()
    for row in rows:
        outstanding.add(row.pk)
        if row.pk in not_due:
            continue
        with failure_boundary(kind=kind, row=row.pk, label=partial(label, row)):
            work(row)
            done.add(row.pk)
    if obsolete := failed_before - (outstanding - done):
        failed.filter(row__in=obsolete).delete()
    return len(done)


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
