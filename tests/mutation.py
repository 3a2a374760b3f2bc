"""`make mutation`: whether the tests notice when a rule of money, stock or orders is changed.

mutmut makes one edit at a time (`[tool.mutmut]` in pyproject.toml names modules and tests). First
it runs the tests beside the changed module. An edit that they do not notice is judged by all tests
that cover it. Edits that no test notices are listed with their difference.

`make mutation ONLY="checkout.orders.*"` changes the modules that fit the pattern.

mutmut ends edits that take too long by the number of their process, which the system may have given
to another program since. Where `unshare` may be used (Linux, as root), mutmut therefore sees only
processes of its own. Elsewhere, run it on a machine that does nothing else.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.mutation_order import ONLY_NEAR

ROOT = Path(__file__).resolve().parents[1]
MUTMUT = Path(sys.executable).with_name("mutmut")
FIGURES = ROOT / "mutants" / "mutmut-cicd-stats.json"
MIN_NOTICED_PERCENT = 95
CHILDREN = "2"


def run_mutation(*patterns: str) -> bool:
    """Whether at least `MIN_NOTICED_PERCENT` of the edits were noticed."""
    _run(patterns, {ONLY_NEAR: "1"})
    if unnoticed := _unnoticed_edits():
        _run(unnoticed, {})
    subprocess.run([MUTMUT, "export-cicd-stats"], cwd=ROOT, check=True)
    figures = json.loads(FIGURES.read_text())
    unnoticed_count = figures["survived"] + figures["no_tests"]
    noticed = figures["killed"] + figures["timeout"]
    for name in _unnoticed_edits():
        subprocess.run([MUTMUT, "show", name], cwd=ROOT, check=False)
    total = noticed + unnoticed_count
    percent = 100 * noticed / total if total else 0
    print(f"{noticed} of {total} edits noticed: {percent:.1f} %.")
    return percent >= MIN_NOTICED_PERCENT


def _run(names: tuple[str, ...] | list[str], environment: Mapping[str, str]) -> None:
    command = [*_own_processes(), MUTMUT, "run", "--max-children", CHILDREN, *names]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False)


def _own_processes() -> list[str]:
    """The command that gives a program process numbers of its own; empty if it may not be used."""
    command = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if shutil.which("unshare") is None:
        return []
    tried = subprocess.run([*command, "true"], capture_output=True, check=False)
    return [] if tried.returncode else command


def _unnoticed_edits() -> list[str]:
    """The names of edits that survived, or that no test covers."""
    said = subprocess.run([MUTMUT, "results"], cwd=ROOT, check=True, capture_output=True, text=True)
    names = (line.strip().partition(": ") for line in said.stdout.splitlines())
    return [name for name, _, became in names if became in ("survived", "no tests")]
