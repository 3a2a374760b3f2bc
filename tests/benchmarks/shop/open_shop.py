"""The shop's processes and fakestripe, on the database of the default connection."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests
from django.conf import settings
from django.test import override_settings

from checkout.stripe import gateway
from tests import databases
from tests.pytest_runs import OF_THE_SHOP, ROOT
from tests.services import free_port
from tests.stripe_side import StripeSide
from tests.waits import wait_for

WORKERS, THREADS = 4, 4


@dataclass(frozen=True)
class OpenShop:
    """`webhook` is the URL that receives the events of payments.

    `environment`: that of its processes, for further commands.
    """

    address: str
    webhook: str
    side: StripeSide
    process_ids: dict[str, int]
    environment: dict[str, str]


@contextmanager
def an_open_shop(
    *, sends_events: bool, mails: bool = False, clock: bool = False
) -> Iterator[OpenShop]:
    """Run the web process with four workers, the worker with `mails`, and the clock with `clock`.

    `sends_events`: fakestripe delivers its events itself; else that is left to the benchmark.
    What the benchmark's own process asks Stripe, it asks the same stand-in.
    """
    port = free_port()
    webhook = f"http://127.0.0.1:{port}/webhook/stripe/"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autovise-bench-")))
        url = webhook if sends_events else ""
        side, local_stripe = stack.enter_context(a_local_stripe(folder / "stripe", webhook=url))
        environment = _environment(folder, port, side)
        web = stack.enter_context(_running("web", _web(port), folder, environment))
        process_ids = {"shop": web, "stand-in": local_stripe}
        for name, command, is_wanted in (("worker", WORKER, mails), ("clock", CLOCK, clock)):
            if is_wanted:
                process = _running(name, command, folder, environment)
                process_ids[name] = stack.enter_context(process)
        shop = OpenShop(f"http://127.0.0.1:{port}", webhook, side, process_ids, environment)
        _wait_until_open(f"{shop.address}/health/", folder / "web.log")
        stack.enter_context(_asking(shop))
        yield shop


@contextmanager
def a_local_stripe(folder: Path, *, webhook: str = "") -> Iterator[tuple[StripeSide, int]]:
    """A process of its own, and its id."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "fakestripe", "--port", str(port), "--data-dir", str(folder)),
        *("--webhook-url", webhook, "--webhook-secret", settings.STRIPE_WEBHOOK_SECRETS[0]),
    ]
    folder.mkdir(parents=True)
    with _running("stripe", command, folder, _kept()) as process_id:
        address = f"http://127.0.0.1:{port}"
        _wait_until_open(f"{address}/", folder / "stripe.log")
        yield StripeSide(address, webhook=webhook), process_id


WORKER = [
    *("nice", sys.executable, "manage.py", "run_worker", "--skip-checks"),
]
CLOCK = [*("nice", sys.executable, "manage.py", "run_clock", "--skip-checks")]


def _web(port: int) -> list[str]:
    """As `make shop` runs it (`start_shop`), with more workers."""
    return [
        *(sys.executable, "-m", "gunicorn", "--chdir", "site", "--bind", f"127.0.0.1:{port}"),
        *("--preload", "--workers", str(WORKERS), "--threads", str(THREADS)),
        *("--no-control-socket", "autovise.wsgi:application"),
    ]


def _environment(folder: Path, port: int, side: StripeSide) -> dict[str, str]:
    return _kept() | {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.shop.settings",
        "DATA_DIR": str(folder),
        "DATABASE_URL": databases.url(),
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "FAKESTRIPE_PORT": side.address.rpartition(":")[2],
        "SECRET_KEY": settings.SECRET_KEY,
        "DEMO_PASSWORD": "not used",
        "STRIPE_WEBHOOK_SECRETS": settings.STRIPE_WEBHOOK_SECRETS[0],
    }


def _kept() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name not in OF_THE_SHOP}


@contextmanager
def _running(
    name: str, command: list[str], folder: Path, environment: dict[str, str]
) -> Iterator[int]:
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def _wait_until_open(address: str, log: Path) -> None:
    def is_open() -> bool:
        with suppress(requests.RequestException):
            return requests.get(address, timeout=5).ok
        return False

    try:
        wait_for(is_open, address)
    except AssertionError as late:
        raise AssertionError(f"{late}\n{log.read_text()}") from None


@contextmanager
def _asking(shop: OpenShop) -> Iterator[None]:
    gateway._client.cache_clear()
    with override_settings(STRIPE_API_URL=shop.side.address, SITE_URL=shop.address):
        yield
    gateway._client.cache_clear()
