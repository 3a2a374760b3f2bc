"""The shop behind gunicorn, on the database of this process, and the mails that it writes."""

import email
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from pathlib import Path

import requests
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests import databases
from tests.pytest_runs import OF_THE_SHOP, ROOT
from tests.services import free_port
from tests.waits import wait_for

BETWEEN_MAILS = b"-" * 79


@contextmanager
def served_shop(data_dir: Path, *, workers: int, **environment: str) -> Iterator[str]:
    """Its address, while it runs."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_SHOP}
    own = {
        "DJANGO_SETTINGS_MODULE": "tests.served_settings",
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": databases.url(),
        "PORT": str(port),
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--chdir",
        str(ROOT / "site"),
        "--no-control-socket",
    ]
    command += ["--pythonpath", str(ROOT), "--bind", f"127.0.0.1:{port}"]
    command += [
        "--preload",
        "--workers",
        str(workers),
        "--threads",
        "1",
        "autovise.wsgi:application",
    ]
    address = f"http://localhost:{port}"
    with (data_dir / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=kept | own | environment, stderr=log)
        try:
            wait_for(lambda: _answers(address), f"the shop's opening; see {log.name}", within_s=120)
            yield address
        finally:
            process.terminate()
            process.wait()


def stored_password(password: str) -> str:
    """As the served shop keeps it; the tests' own hash is quick, and strange to it."""
    return PBKDF2PasswordHasher().encode(password, "one-salt-for-all-the-tests")


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/health/", timeout=10).ok
    except (requests.ConnectionError, requests.Timeout):
        return False


def read_mails(folder: Path) -> list[EmailMessage]:
    """Every mail of the folder, oldest first. Django may write two mails to one file."""
    files = [file.read_bytes() for file in sorted(folder.glob("*"))]
    parts = [part.strip() for file in files for part in file.split(BETWEEN_MAILS)]
    return [email.message_from_bytes(part, policy=policy.default) for part in parts if part]
