"""The shop's processes, run as `make shop` runs them, killed at a named point and started again."""

import os
import shlex
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import requests
from django.conf import settings
from django.core.management import call_command
from django.db.models import F
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from autovise.management.commands.start_shop import shop_processes
from checkout.fault_points import FaultPoint
from checkout.models import Order
from jobs.models import FailedJob
from tests.journeys.records import Records
from tests.outbox.builders import age_claims
from tests.pytest_runs import OF_THE_SHOP, ROOT
from tests.waits import wait_for

UNDER_WAY = ("READY", "RUNNING")


class KillableShop:
    """Web and worker. The clock's round and the reconciliation run when a test says so."""

    def __init__(self, data_dir: Path, port: int, stripe_server, **environment: str) -> None:
        self.stripe = stripe_server
        self.address = f"http://localhost:{port}"
        self.records = Records(data_dir)
        self._armed = data_dir / "armed"
        self._log = data_dir / "log"
        kept = {name: text for name, text in os.environ.items() if name not in OF_THE_SHOP}
        self._environment = kept | environment | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.shop_settings",
            "DATA_DIR": str(data_dir),
            "PORT": str(port),
            "FAULT_POINT_FILE": str(self._armed),
        }  # fmt: skip
        with override_settings(PORT=port):
            self._commands = shop_processes(reload=False)
        self._running: dict[str, subprocess.Popen] = {}
        self._lost_tasks: set = set()

    def start(self, *names: str) -> None:
        """Start those of the named processes that do not run; web and worker by default."""
        for name in names or ("web", "worker"):
            if name not in self._running:
                self._running[name] = self._run(shlex.split(self._commands[name]))
        wait_for(self._is_open, f"the shop's opening; see {self._log}")

    def stop(self) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.wait()
        self._running.clear()

    def is_running(self, name: str) -> bool:
        return self._running[name].poll() is None

    def stop_process(self, name: str) -> int:
        """Ask one process to end; its exit status."""
        process = self._running.pop(name)
        process.terminate()
        return process.wait(timeout=30)

    def arm(self, point: FaultPoint) -> None:
        """The first process that reaches the point dies there. Those after it do not."""
        unfinished = self._armed.with_suffix(".unfinished")
        unfinished.write_text(point)
        unfinished.rename(self._armed)

    def wait_until_killed(self) -> None:
        """Web processes are then started again by their master, as in any shop."""
        wait_for(lambda: not self._armed.exists(), "the end of the process that is armed")

    def wait_until_worker_killed(self) -> None:
        self.wait_until_killed()
        assert self._running.pop("worker").wait() == -signal.SIGKILL
        self._forget_lost_tasks()

    def cut_the_power(self) -> None:
        """Everything ends, at once and without a word."""
        for process in self._running.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._running.clear()
        self._forget_lost_tasks()

    def manage(self, *words: str) -> int:
        """Run a management command as a process of the shop; its exit status."""
        return self._run([sys.executable, "manage.py", *words]).wait()

    def recover(self) -> None:
        """What the clock does each minute and the worker each hour; nothing may stay unexplained,
        or the reconciliation raises CommandError."""
        call_command("run_clock", once=True)
        self.wait_until_idle()
        call_command("reconcile_payments", fix=True)
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        """Until the worker has done all that was asked of it."""
        under_way = DBTaskResult.objects.filter(status__in=UNDER_WAY)
        wait_for(lambda: not under_way.exclude(pk__in=self._lost_tasks).exists(), "the last task")

    def mails_about(self, order: Order) -> list[str]:
        """The subjects of what its buyer was written."""
        return [mail["Subject"] for mail in self.records.mails_about(order.number)]

    def _run(self, command: list[str]) -> subprocess.Popen:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _is_open(self) -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"{self.address}/health/", timeout=5).ok
        return False

    def _forget_lost_tasks(self) -> None:
        """Delete tasks of killed workers, which would stay "running"."""
        running = DBTaskResult.objects.filter(status="RUNNING")
        self._lost_tasks |= set(running.values_list("pk", flat=True))


def let_time_pass(**how_long: int) -> None:
    """Everything that the shop waits for is that much nearer."""
    passed = timedelta(**how_long)
    Order.objects.update(hold_until=F("hold_until") - passed)
    age_claims(passed)
    FailedJob.objects.update(next_try_at=F("next_try_at") - passed)


def shared_secrets() -> dict[str, str]:
    """What the shop must have in common with the tests, which read and write beside it."""
    return {
        "SECRET_KEY": settings.SECRET_KEY,
        "DEMO_PASSWORD": "not used",
        "STRIPE_WEBHOOK_SECRETS": settings.STRIPE_WEBHOOK_SECRETS[0],
    }
