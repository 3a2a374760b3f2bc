"""Jobs that are done again and again, each with a period of its own."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import close_old_connections, connections

from jobs.failures import describe_error

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """`work` is done at the start and then once in every period. Jobs of one `group` follow each
    other; groups do not wait for each other."""

    group: str
    every: timedelta
    work: Callable[[], object]

    @property
    def name(self) -> str:
        return self.work.__name__


def run_job(job: Job) -> bool:
    """Do a job once; whether it went well. Whatever it raises is logged, and stops nothing else."""
    try:
        job.work()
    except Exception as error:  # noqa: BLE001 (the boundary: one job never stops another)
        log.error("job %s failed and is done again in time: %s", job.name, describe_error(error))
        return False
    return True


class Schedule:
    """The clock: a thread for each group of jobs."""

    def __init__(self, jobs: Iterable[Job], *, stopped: threading.Event) -> None:
        self._jobs = tuple(jobs)
        self._stopped = stopped

    def run_once(self) -> None:
        """Do every job once, in their order."""
        for job in self._jobs:
            run_job(job)

    def run(self) -> None:
        """Do jobs as they fall due, until stopped."""
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
                    close_old_connections()  # one that was lost is opened anew
                    run_job(job)
                    due_at[job] = time.monotonic() + job.every.total_seconds()
            self._stopped.wait(LOOK_EVERY_SECONDS)
        connections.close_all()
