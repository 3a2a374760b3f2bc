"""Periodic jobs."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import close_old_connections, connections

from jobs.tasks import describe_error

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """A function to call at the start and then once in every period.

    Jobs of one `group` run one after another; groups run concurrently.
    """

    group: str
    every: timedelta
    work: Callable[[], object]

    @property
    def name(self) -> str:
        return self.work.__name__


def run_job(job: Job) -> bool:
    """Run a job once. Logs any exception and returns whether the job succeeded."""
    try:
        job.work()
    except Exception as error:  # noqa: BLE001 (the boundary: one job never stops another)
        log.error("job %s failed and will run again: %s", job.name, describe_error(error))
        return False
    return True


class Schedule:
    """Runs jobs as they fall due, with a thread for each group."""

    def __init__(self, jobs: Iterable[Job], *, stopped: threading.Event) -> None:
        self._jobs = tuple(jobs)
        self._stopped = stopped

    def run_once(self) -> None:
        """Run every job once, in order."""
        for job in self._jobs:
            run_job(job)

    def run(self) -> None:
        """Run jobs as they fall due, until stopped."""
        groups: dict[str, list[Job]] = {}
        for job in self._jobs:
            groups.setdefault(job.group, []).append(job)
        threads = [
            threading.Thread(target=self._run_group, args=(jobs,), name=f"jobs of {group}")
            for group, jobs in groups.items()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _run_group(self, jobs: Sequence[Job]) -> None:
        due_at = dict.fromkeys(jobs, time.monotonic())
        while not self._stopped.is_set():
            for job in jobs:
                if due_at[job] <= time.monotonic() and not self._stopped.is_set():
                    close_old_connections()  # a lost connection is then reopened
                    run_job(job)
                    close_old_connections()  # one of a pool is returned for others
                    due_at[job] = time.monotonic() + job.every.total_seconds()
            self._stopped.wait(TICK_SECONDS)
        connections.close_all()
