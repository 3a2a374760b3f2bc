"""One run of pytest in a process of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[1]
# What a developer's shell or `.env` says about the shop is not for the tests.
OF_THE_SHOP = ("DATA_DIR", "DATABASE_URL", "REDIS_URL", "SITE_URL", "PORT", "FAKESTRIPE_PORT")


class PytestRun:
    """Tests that fit a marker expression (empty: all), and where pytest looks for them."""

    def __init__(self, title: str, markers: str, *arguments: str) -> None:
        self.title = title
        self._command = [sys.executable, "-m", "pytest", "-m", markers, *arguments]
        self._process: subprocess.Popen | None = None
        self._kept = None

    def live(self, environment: Mapping[str, str] | None = None) -> Self:
        """Run it to its end, seen as it goes."""
        print(f"▸ {self.title}", flush=True)
        self._start(environment)
        self._process.wait()
        return self

    def kept(self, environment: Mapping[str, str] | None = None) -> Self:
        """Run it to its end, and keep its output for `shown`."""
        self._kept = tempfile.TemporaryFile()  # noqa: SIM115
        self._start(environment)
        self._process.wait()
        return self

    def shown(self) -> Self:
        """Print the kept output."""
        print(f"▸ {self.title}", flush=True)
        self._kept.seek(0)
        sys.stdout.buffer.write(self._kept.read())
        sys.stdout.flush()
        self._kept.close()
        return self

    def is_well(self) -> bool:
        """Not when tests failed, and not when none ran (pytest's 5)."""
        return self._process.returncode == 0

    def _start(self, environment: Mapping[str, str] | None) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in OF_THE_SHOP}
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=kept | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=self._kept,
            stderr=subprocess.STDOUT,
        )
