"""The whole shop, started and stopped as `make shop` and Ctrl-C do it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.pytest_runs import OF_THE_SHOP, ROOT
from tests.services import free_port
from tests.waits import wait_for

BANNER = "Autovise is open."
# A new folder is migrated, filled and compressed first, beside other tests on a busy machine.
OPENS_WITHIN_S = 900


class RunningShop:
    """A shop with a data folder of its own, on ports of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.log = data_dir.parent / f"{data_dir.name}.log"
        port, stripe_port = free_port(), free_port()
        self.address = f"http://localhost:{port}"
        self.stripe_address = f"http://localhost:{stripe_port}"
        self.took_to_open_s = 0.0
        # Cookies of those who are logged in to the admin, by email address.
        self.sessions: dict[str, list] = {}
        self._process: subprocess.Popen | None = None
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in OF_THE_SHOP},
            "DATA_DIR": str(data_dir),
            "PORT": str(port),
            "FAKESTRIPE_PORT": str(stripe_port),
            "DJANGO_SETTINGS_MODULE": "autovise.settings.demo",
        }

    def start(self) -> None:
        """Open the shop; the log holds what this start printed."""
        began_at = time.monotonic()
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                # Drawing 198 pictures in the background would slow all journeys down.
                [sys.executable, "manage.py", "start_shop", "--without-pictures"],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            wait_for(self._is_open_or_ended, "the shop's opening", within_s=OPENS_WITHIN_S)
            assert BANNER in self.said(), f"the shop did not open:\n{self.said()}"
        except AssertionError:
            self.stop()
            raise
        self.took_to_open_s = time.monotonic() - began_at

    def stop(self) -> int:
        """Ctrl-C: the exit status, once the shop has ended."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        return self._process.wait()

    def manage(self, *words: str) -> str:
        """What a management command prints, in the environment of this shop."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self._environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def password(self) -> str:
        return (self.data_dir / "demo_password").read_text().strip()

    def webhook_secret(self) -> str:
        return "whsec_" + (self.data_dir / "webhook_secret").read_text().strip()

    def process_ids(self) -> set[int]:
        """The shop's process and all that descend from it."""
        parents = _parents()
        family = {self._process.pid}
        while more := {child for child, parent in parents.items() if parent in family} - family:
            family |= more
        return family

    def _is_open_or_ended(self) -> bool:
        return BANNER in self.said() or self._process.poll() is not None


def alive(process_ids: set[int]) -> set[int]:
    return process_ids & set(_parents())


def _parents() -> dict[int, int]:
    """Each living process and its parent; one that only waits to be buried does not live."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in listed.stdout.splitlines()]
    return {int(pid): int(parent) for pid, parent, state in rows if not state.startswith("Z")}
