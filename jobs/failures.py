"""Tries of background work: how often it is tried, when it is given up, and what is said of it."""

import logging
import traceback
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, models, transaction
from django.utils import timezone

from jobs.models import FailedJob

log = logging.getLogger(__name__)

# The pause after each failed try. After the last one the work is given up: some 3 hours in all.
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
MAX_WORDS = 120  # characters
MAX_TRIES = len(PAUSES) + 1


class LoggableError(Exception):
    """An error of ours whose own words name no person: logs and the desk show them."""


class OutsideTrouble(LoggableError):
    """A service that the work needs did not answer. It says nothing of the work's own content,
    which is tried again as long as the trouble lasts."""


# A lock or a lost connection passes; what the database refuses for its content does not.
OUTSIDE_TROUBLE = (OutsideTrouble, OperationalError, InterfaceError)


def describe_error(error: BaseException) -> str:
    """The kind of an error and the place in our code where it arose.

    The words of an error that is not a LoggableError are left out: they may quote an address, a
    name or a whole row, and would stand in logs and task results.
    """
    first_line = str(error).partition("\n")[0][:MAX_WORDS]
    words = f" ({first_line})" if isinstance(error, LoggableError) else ""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(frame.filename)]
    if not ours:
        return f"{type(error).__name__}{words}"
    place = Path(ours[-1].filename).relative_to(settings.BASE_DIR)
    return f"{type(error).__name__}{words} at {place}:{ours[-1].lineno}"


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts


def record_failure(*, kind: str, row: int, error: BaseException, label: str = "") -> FailedJob:
    """Count a failed try, and give the work up after `MAX_TRIES`. `label`: what people call the
    row, if that names no person."""
    now = timezone.now()
    reason = describe_error(error)[:200]
    facts = {"reason": reason, "failed_at": now, "next_try_at": now, "label": label[:60]}
    with transaction.atomic():
        FailedJob.objects.get_or_create(kind=kind, row=row, defaults=facts)
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


def forget_failure(*, kind: str, row: int) -> None:
    """Note that the work is done, or is to be tried from the beginning."""
    FailedJob.objects.filter(kind=kind, row=row).delete()


def rows_not_due(kind: str) -> models.QuerySet:
    """The keys of rows of this kind to leave out for now, as a subquery for `exclude(pk__in=…)`."""
    return FailedJob.objects.not_due().filter(kind=kind).values("row")


def do_each[Row: models.Model](
    kind: str,
    rows: Iterable[Row],
    work: Callable[[Row], object],
    *,
    label: Callable[[Row], str] = lambda row: "",
) -> int:
    """Do `work` for each row that is due; returns how many succeeded.

    `rows` are all that are outstanding: failed tries of others are forgotten. `label`: what people
    call a row, if that names no person.

    A row that raises anything is logged by its key, and the others go on. Trouble outside is not
    counted against the row; any other error is a failed try of it.
    """
    failed = FailedJob.objects.filter(kind=kind)
    not_due = set(failed.not_due().values_list("row", flat=True))
    failed_before = set(failed.values_list("row", flat=True))
    done, outstanding = 0, set()
    for row in rows:
        outstanding.add(row.pk)
        if row.pk in not_due:
            continue
        try:
            work(row)
        except OUTSIDE_TROUBLE as error:
            log.error("%s %s will be tried again: %s", kind, row.pk, describe_error(error))
        except Exception as error:  # noqa: BLE001 (the boundary: one row never stops another)
            record_failure(kind=kind, row=row.pk, error=error, label=label(row))
        else:
            done += 1
            if row.pk in failed_before:
                forget_failure(kind=kind, row=row.pk)
    if gone := failed_before - outstanding:
        failed.filter(row__in=gone).delete()
    return done
