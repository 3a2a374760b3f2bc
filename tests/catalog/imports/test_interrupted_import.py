"""An interrupted import is completed by running it again, without losses or duplicates."""

import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.search.models import IndexEntry

from catalog.imports.parts import BULK_BATCH_SIZE
from catalog.models import ProductPage, Sku, Stock, StockMove
from tests.builders import a_category, a_type
from tests.catalog.imports.formats.files import write
from tests.pytest_runs import ROOT
from tests.waits import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_database")]

ROWS = 2 * BULK_BATCH_SIZE + 200


def a_file(folder: Path) -> Path:
    return write(
        folder / "rows.csv",
        [
            {"sku": f"AUT-XX-{number:04d}", "title": f"Thing {number}", "price": "5.00",
             "tier": "Pro", "category": "cleaning-care", "product_type": "Spray", "stock": "3",
             "description": "A thing."}
            for number in range(ROWS)
        ],
    )  # fmt: skip


def begin(file: Path) -> subprocess.Popen:
    wrapped = connection.settings_dict
    login = f"{quote(wrapped['USER'])}:{quote(wrapped['PASSWORD'])}@{wrapped['HOST']}"
    address = f"//{login}:{wrapped['PORT']}" if wrapped["HOST"] else "//"
    scheme = "postgresql" if connection.vendor == "postgresql" else "sqlite"
    environment = os.environ | {
        "DATABASE_URL": f"{scheme}:{address}/{wrapped['NAME']}",
        "DJANGO_SETTINGS_MODULE": "autovise.settings.test",
    }
    command = [sys.executable, "manage.py", "import_products", str(file), "--apply"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.mark.parametrize("after", [1, BULK_BATCH_SIZE + 1])
def test_a_killed_import_leaves_whole_batches_and_is_completed_by_running_it_again(tmp_path, after):
    a_category()
    a_type()
    file = a_file(tmp_path)
    running = begin(file)
    wait_for(lambda: Sku.objects.count() >= after, f"{after} rows", within_s=120)
    running.send_signal(signal.SIGKILL)
    running.wait()
    written = Sku.objects.count()
    assert written in (BULK_BATCH_SIZE, 2 * BULK_BATCH_SIZE)
    assert ProductPage.objects.live().count() == written

    output = StringIO()
    call_command("import_products", str(file), apply=True, stdout=output)
    assert f"{ROWS - written} new, 0 changed, {written} unchanged, 0 refused" in output.getvalue()
    assert ProductPage.objects.live().count() == Sku.objects.count() == ROWS
    assert set(Stock.objects.values_list("on_hand", flat=True)) == {3}
    assert StockMove.objects.count() == ROWS
    assert {page.revisions.count() for page in ProductPage.objects.all()} == {1}
    entries = IndexEntry.objects.filter(content_type__model="productpage")
    assert entries.count() == ROWS
