"""Public pages from the page cache, against a bare Django view under the same gunicorn."""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests
from django.conf import settings

from catalog.models import ProductPage
from tests import databases
from tests.benchmarks.figure import Figure
from tests.benchmarks.processor_time import family_spent_s
from tests.benchmarks.shop.full_catalogue import FullCatalogue
from tests.builders import a_user
from tests.pytest_runs import OF_THE_SHOP, ROOT
from tests.services import free_port
from tests.waits import wait_for

PRODUCTS = 200
ROUNDS = 5
REQUESTS_PER_ROUND = 600
MOST_TIMES_HELLO = 1.3
HELLO = "tests.benchmarks.shop.hello:application"
SHOP = "autovise.wsgi:application"


def measure(seconds: int) -> list[Figure]:
    """However many seconds: rounds of so many requests, the bare view and each page in turn."""
    FullCatalogue(a_user()).fill_up_to(PRODUCTS)
    product = ProductPage.objects.live().order_by("path").first()
    pages = {
        "home": "/",
        "list": "/products/",
        "list by price": "/products/?sort=price",
        "product": product.get_url(),
        "search": "/search/?q=wax",
    }
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autovise-bench-")))
        hello = stack.enter_context(_served(HELLO, folder))
        shop = stack.enter_context(_served(SHOP, folder))
        hellos: list[float] = []
        costs: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(ROUNDS):
            hellos.append(hello.cost_ms("/"))
            for name, path in pages.items():
                costs[name].append(shop.cost_ms(path))
    return [
        Figure("Processor time of a bare Django view", f"{statistics.median(hellos):.3f} ms"),
        *(_figure(name, rounds, hellos) for name, rounds in costs.items()),
    ]


def _figure(name: str, rounds: list[float], hellos: list[float]) -> Figure:
    times = statistics.median(cost / hello for cost, hello in zip(rounds, hellos, strict=True))
    is_too_much = times > MOST_TIMES_HELLO
    return Figure(
        f"Processor time of a stored page: {name}",
        f"{statistics.median(rounds):.3f} ms, {times:.2f} × bare",
        f"more than {MOST_TIMES_HELLO} × bare" if is_too_much else "",
    )


@dataclass(frozen=True)
class Served:
    """A gunicorn with one worker."""

    address: str
    process: psutil.Process

    def cost_ms(self, path: str) -> float:
        """Return the processor time of a request, of many that follow one that warms up."""
        with requests.Session() as browser:
            browser.headers["Accept-Encoding"] = "gzip, br"
            self._read(browser, path)
            before = family_spent_s(self.process)
            for _ in range(REQUESTS_PER_ROUND):
                self._read(browser, path)
            return (family_spent_s(self.process) - before) * 1000 / REQUESTS_PER_ROUND

    def _read(self, browser: requests.Session, path: str) -> None:
        with browser.get(f"{self.address}{path}", timeout=60, stream=True) as response:
            response.raw.read(decode_content=False)
            assert response.status_code == 200, f"{response.status_code} at {path}"


@contextmanager
def _served(application: str, folder: Path) -> Iterator[Served]:
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
    }
    log = folder / "log"
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        wait_for(lambda: _answers(address), f"the opening of {application}; see {log}")
        yield Served(address, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    with suppress(requests.RequestException):
        return requests.get(address, timeout=30).ok
    return False
