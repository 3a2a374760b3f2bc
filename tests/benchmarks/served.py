"""A gunicorn with one worker, and what each request costs it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests
from django.conf import settings

from tests import databases
from tests.benchmarks.processor_time import family_spent_s
from tests.pytest_runs import OF_THE_SHOP, ROOT
from tests.services import free_port
from tests.waits import wait_for

HELLO = "tests.benchmarks.shop.hello:application"
SHOP = "autovise.wsgi:application"


@dataclass(frozen=True)
class Served:
    """An application under gunicorn. All requests have the cookies of `browser`."""

    address: str
    process: psutil.Process
    browser: requests.Session

    def cost_ms(self, path: str, *, count: int) -> float:
        """Return the processor time of a request, of so many that follow one that warms up."""
        self.browser.headers["Accept-Encoding"] = "gzip, br"
        self._read(path)
        before = family_spent_s(self.process)
        for _ in range(count):
            self._read(path)
        return (family_spent_s(self.process) - before) * 1000 / count

    def _read(self, path: str) -> None:
        with self.browser.get(f"{self.address}{path}", timeout=60, stream=True) as response:
            response.raw.read(decode_content=False)
            assert response.status_code == 200, f"{response.status_code} at {path}"


@contextmanager
def served(application: str, folder: Path, **variables: str) -> Iterator[Served]:
    """Serve it on the database of the default connection; `variables` of its environment."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [
        *(sys.executable, "-m", "gunicorn", "--chdir", "site", "--pythonpath", str(ROOT)),
        *("--bind", f"127.0.0.1:{port}", "--preload", "--workers", "1", "--threads", "4"),
        *("--worker-class", "autovise.web_worker.WaitressWorker", "--no-control-socket"),
        application,
    ]
    kept = {name: text for name, text in os.environ.items() if name not in OF_THE_SHOP}
    environment = kept | {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.shop.settings",
        "DATA_DIR": str(settings.DATA_DIR),  # the pictures are there
        "DATABASE_URL": databases.url(),
        "SITE_URL": address,
        **variables,
    }
    log = folder / "log"
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        wait_for(lambda: _answers(address), f"the opening of {application}; see {log}")
        with requests.Session() as browser:
            yield Served(address, psutil.Process(process.pid), browser)
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    with suppress(requests.RequestException):
        return requests.get(address, timeout=30).ok
    return False
