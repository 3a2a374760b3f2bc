"""Lighthouse, from npm, installed into var/ when it is first used."""

import json
import os
import subprocess
from pathlib import Path

from tests.lighthouse.report import MeasurementFailed
from tests.services import npm_program

VERSION = "12.8.2"  # the last major version that runs with Node 20
CATEGORIES = "performance,accessibility,best-practices,seo"
CHROMIUM_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
RUN_WITHIN_S = 300
MAX_TRIES = 3
NO_RESULT = "Please run Lighthouse again"  # Chromium's trace was not recorded


class Lighthouse:
    """Lighthouse with its own settings for a phone: Moto G Power, slow 4G, simulated."""

    def __init__(self, npm: str, chromium: str) -> None:
        self._program = npm_program(npm, "lighthouse", VERSION)
        self._environment = os.environ | {"CHROME_PATH": chromium}

    def measure(self, url: str, stem: Path, *, skipped_audits: tuple[str, ...] = ()) -> dict:
        """Measure a page, and write `<stem>.report.json` and `.html`. Return the report.

        A run of which Lighthouse itself says that it has to be repeated is repeated. Raises
        MeasurementFailed.
        """
        command: list[str | Path] = [self._program, url, "--quiet", "--output=json"]
        command += ["--output=html", f"--output-path={stem}", f"--only-categories={CATEGORIES}"]
        command += [f"--skip-audits={audit}" for audit in skipped_audits]
        command += [f"--chrome-flags={CHROMIUM_FLAGS}"]
        for _ in range(MAX_TRIES):
            done = subprocess.run(
                command, env=self._environment, capture_output=True, text=True, check=False,
                timeout=RUN_WITHIN_S,
            )  # fmt: skip
            if NO_RESULT not in done.stderr:
                break
        if done.returncode:
            raise MeasurementFailed(f"{url}: {done.stderr.strip()}")
        return json.loads(Path(f"{stem}.report.json").read_text())
