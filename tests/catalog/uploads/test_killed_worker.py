"""A worker killed while writing: another one continues, and nothing is written twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from catalog.imports.parts import BULK_BATCH_SIZE
from catalog.models import BundlePage, CatalogueImport, ImportState, ProductPage, Sku, StockMove
from catalog.uploads.queue import accept, resume_imports
from catalog.uploads.work import check_upload
from tests.catalog.uploads.builders import a_row, an_upload, fresh, work
from tests.databases import ROOT
from tests.waits import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_database")]

ROWS = 3 * BULK_BATCH_SIZE


def database_url() -> str:
    wrapped = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{wrapped['NAME']}"
    login = f"{wrapped['USER']}:{wrapped['PASSWORD']}"
    return f"postgresql://{login}@{wrapped['HOST']}:{wrapped['PORT']}/{wrapped['NAME']}"


@contextmanager
def a_worker() -> Iterator[subprocess.Popen]:
    """Run a worker in its own process on this test's database and files."""
    command = [sys.executable, ROOT / "manage.py", "run_worker", "--skip-checks"]
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(settings.DATA_DIR),
        "DJANGO_SETTINGS_MODULE": "autovise.settings.test",
    }
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def an_accepted_upload() -> CatalogueImport:
    upload = an_upload(*(a_row(number) for number in range(1, ROWS + 1)), drafts_only=False)
    check_upload(upload.pk)
    assert accept(fresh(upload), skips_refused=False)
    return upload


def as_if_two_minutes_had_passed() -> None:
    then = timezone.now() - timedelta(minutes=3)
    CatalogueImport.objects.update(heartbeat_at=then, queued_at=then)


def test_a_worker_killed_while_writing_leaves_an_import_that_another_finishes():
    upload = an_accepted_upload()
    with a_worker() as worker:
        wait_for(lambda: fresh(upload).rows_done >= BULK_BATCH_SIZE, "the first batch")
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    cut_short = fresh(upload)
    assert cut_short.state == ImportState.WRITING
    assert BULK_BATCH_SIZE <= cut_short.rows_done < ROWS
    assert ProductPage.objects.count() == cut_short.rows_done
    assert cut_short.written_report["counts"]["new"] == cut_short.rows_done
    as_if_two_minutes_had_passed()
    resume_imports()
    work()
    done = fresh(upload)
    assert (done.state, done.run, done.rows_done) == (ImportState.WRITTEN, 2, ROWS)
    assert done.written_report["counts"] == {
        "new": ROWS,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "left out": 0,
    }
    assert ProductPage.objects.live().count() == ROWS
    assert Sku.objects.count() == StockMove.objects.count() == ROWS
    assert not BundlePage.objects.exists()
    assert not done.file
