"""Who spends the processors' time: on a busy machine it says more than the clock does."""

import os
from collections.abc import Mapping
from contextlib import suppress

import psutil
from django.db import connection

from tests.benchmarks.figure import Figure

BENCHMARK = "benchmark"


class Meter:
    """Begins to count when it is made. `process_ids`: of each one that is to be told apart, with
    all that it has started; the database's and the benchmark's own are added."""

    def __init__(self, process_ids: Mapping[str, int]) -> None:
        self._processes = {name: psutil.Process(pid) for name, pid in process_ids.items()}
        if connection.vendor == "postgresql":
            self._processes["database"] = postmaster()
        self._before = self._spent_s()

    def figure(self, what: str, count: int) -> Figure:
        """Since the beginning, for each of so many."""
        after = self._spent_s()
        spent = {name: after[name] - self._before[name] for name in after}
        each = " + ".join(f"{seconds * 1000 / max(count, 1):.0f}" for seconds in spent.values())
        return Figure(f"Processor time of {what}: {' + '.join(spent)}", f"{each} ms")

    def _spent_s(self) -> dict[str, float]:
        spent = {name: family_spent_s(process) for name, process in self._processes.items()}
        return spent | {BENCHMARK: _own_s(psutil.Process(os.getpid()))}


def family_spent_s(process: psutil.Process) -> float:
    """By a process and its descendants, those that have ended included."""
    family = [process, *process.children(recursive=True)]
    return sum(_own_s(member) + _of_ended_children_s(member) for member in family)


def _own_s(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return times.user + times.system
    return 0


def _of_ended_children_s(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return times.children_user + times.children_system
    return 0


def postmaster() -> psutil.Process:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0]).parent()
