"""`make mutation`: whether the tests notice when a rule of money, stock or orders is changed.

mutmut makes one edit at a time (`[tool.mutmut]` in pyproject.toml names modules and tests). mypy
judges all edits at once, as in `make check`. Those that it lets through are judged by the tests
beside the changed module, and then by all tests that cover it. Edits that nothing notices are
listed with their difference.

`make mutation ONLY="checkout.orders.*"` changes the modules that fit the pattern.

mutmut ends edits that take too long by the number of their process, which the system may have given
to another program since. Where `unshare` may be used (Linux, as root), mutmut therefore sees only
processes of its own. Elsewhere, run it on a machine that does nothing else.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tests.mutation_order import ONLY_NEAR

ROOT = Path(__file__).resolve().parents[1]
MUTMUT = Path(sys.executable).with_name("mutmut")
MIN_NOTICED_PERCENT = 95
CHILDREN = "2"
BY_MYPY = "caught by type check"


def run_mutation(*patterns: str) -> bool:
    """Whether at least `MIN_NOTICED_PERCENT` of the edits were noticed."""
    _run(patterns, {ONLY_NEAR: "1"})
    if unnoticed := _unnoticed_edits():
        _run(unnoticed, {})
    count = Counter(_results().values())
    noticed = count["killed"] + count["timeout"] + count[BY_MYPY]
    total = noticed + count["survived"] + count["no tests"]
    for name in _unnoticed_edits():
        subprocess.run([MUTMUT, "show", name], cwd=ROOT, check=False)
    percent = 100 * noticed / total if total else 0
    print(f"{noticed} of {total} edits noticed ({count[BY_MYPY]} by mypy): {percent:.1f} %.")
    return percent >= MIN_NOTICED_PERCENT


def _run(names: tuple[str, ...] | list[str], environment: Mapping[str, str]) -> None:
    command = [*_own_processes(), MUTMUT, "run", "--max-children", CHILDREN, *names]
    programs = {"PATH": f"{MUTMUT.parent}{os.pathsep}{os.environ['PATH']}"}  # mypy
    subprocess.run(command, cwd=ROOT, env=os.environ | programs | environment, check=False)


def _own_processes() -> list[str]:
    """The command that gives a program process numbers of its own; empty if it may not be used."""
    command = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if shutil.which("unshare") is None:
        return []
    tried = subprocess.run([*command, "true"], capture_output=True, check=False)
    return [] if tried.returncode else command


def _unnoticed_edits() -> list[str]:
    """The names of edits that survived, or that no test covers."""
    return [name for name, became in _results().items() if became in ("survived", "no tests")]


def _results() -> dict[str, str]:
    """What became of each edit, by its name."""
    said = subprocess.run(
        [MUTMUT, "results", "--all", "true"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    lines = (line.strip().partition(": ") for line in said.stdout.splitlines())
    return {name: became for name, separator, became in lines if separator}
