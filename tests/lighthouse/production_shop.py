"""The shop in production settings, on the data of a demo shop."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from tests.checks import PRODUCTION
from tests.journeys.running_shop import RunningShop
from tests.lighthouse.bounds import PAGES
from tests.pytest_runs import OF_THE_SHOP, ROOT
from tests.waits import wait_for

PUT_PHOTOGRAPHS = "from tests.lighthouse import photographs as p; p.put_photographs_on_pages()"
# As docs/deploy.md runs it.
GUNICORN = (
    *("-m", "gunicorn", "--chdir", "site", "--no-control-socket"),
    *("--worker-class", "autovise.web_worker.WaitressWorker", "--workers", "2", "--threads", "4"),
    "autovise.wsgi:application",
)
WARMING_ROUNDS = 10


@contextmanager
def production_shop(data_dir: Path) -> Iterator[str]:
    """Make a demo shop with photographs; serve it in production settings. Yield its URL."""
    demo = RunningShop(data_dir)
    demo.start()
    demo.stop()
    demo.manage("shell", "--no-imports", "--command", PUT_PHOTOGRAPHS)
    with _served(demo):
        _warm_up(demo.address)
        yield demo.address


@contextmanager
def _served(demo: RunningShop) -> Iterator[None]:
    """The web process, at the URL that the demo had: its database contains it."""
    port = demo.address.rpartition(":")[2]
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_SHOP}
    environment = kept | PRODUCTION | {
        "DATA_DIR": str(demo.data_dir),
        "DATABASE_URL": f"sqlite:///{demo.data_dir / 'shop.sqlite3'}",
        "SITE_URL": demo.address,
        "HTTP_ON_LOCALHOST": "yes",
    }  # fmt: skip
    command = [sys.executable, *GUNICORN, "--bind", f"127.0.0.1:{port}"]
    with demo.log.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(
                lambda: _answers(demo.address) or process.poll() is not None,
                "the opening of the production shop",
            )
            assert process.poll() is None, demo.said()
            yield
        finally:
            process.terminate()
            process.wait()


def _answers(address: str) -> bool:
    with suppress(requests.RequestException):
        return requests.get(f"{address}/health/", timeout=10).ok
    return False


def _warm_up(address: str) -> None:
    """Request each page several times: the first response of each process loads its templates."""
    for _ in range(WARMING_ROUNDS):
        for page in PAGES:
            requests.get(address + page.path, timeout=60).raise_for_status()
