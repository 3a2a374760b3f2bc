"""Worker and clock continue after a restart of PostgreSQL."""

import os
import shlex
import subprocess
import sys
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from catalog.models import ProductPage
from checkout.payments.tasks import apply_events_of_order
from tests import databases
from tests.builders import a_product
from tests.pytest_runs import OF_THE_SHOP, ROOT
from tests.waits import wait_for

RESTART = os.environ.get("POSTGRES_RESTART", "")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not RESTART, reason="POSTGRES_RESTART is not set"),
    pytest.mark.usefixtures("real_database"),
]


@pytest.fixture
def processes(real_database, tmp_path):
    """Worker and clock, each a process on this test's database."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_SHOP}
    environment = kept | {
        "DJANGO_SETTINGS_MODULE": "tests.served_settings",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": databases.url(),
    }
    with ExitStack() as stack:
        log = stack.enter_context(Path(tmp_path / "log").open("wb"))
        started = []
        for command in ("run_worker", "run_clock"):
            words = [sys.executable, "manage.py", command, "--skip-checks"]
            process = subprocess.Popen(words, cwd=ROOT, env=environment, stderr=log)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            started.append(process)
        yield started


def is_done(task) -> bool:
    return DBTaskResult.objects.filter(pk=task.id, status="SUCCESSFUL").exists()


def test_worker_and_clock_continue_after_a_restart(processes):
    first = apply_events_of_order.enqueue(1)
    wait_for(lambda: is_done(first), "the first task")
    connections.close_all()
    subprocess.run(shlex.split(RESTART), check=True, cwd="/", stdout=subprocess.DEVNULL)
    second = apply_events_of_order.enqueue(1)
    wait_for(lambda: is_done(second), "a task after the restart")
    page = a_product(live=False)
    due_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=due_at)
    is_live = ProductPage.objects.filter(pk=page.pk, live=True).exists
    wait_for(is_live, "the clock's round after the restart", within_s=180)
    assert [process.poll() for process in processes] == [None, None]
