"""`make mutation`: whether the tests notice when a rule of money, stock or orders is changed.

mutmut makes one edit at a time (`[tool.mutmut]` in pyproject.toml names modules and tests) and runs
the tests that cover it. Edits that nobody noticed are listed with their difference.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MUTMUT = Path(sys.executable).with_name("mutmut")
FIGURES = ROOT / "mutants" / "mutmut-cicd-stats.json"
MIN_NOTICED_PERCENT = 95
CHILDREN = "2"


def run_mutation() -> bool:
    """Whether at least `MIN_NOTICED_PERCENT` of the edits were noticed."""
    subprocess.run([MUTMUT, "run", "--max-children", CHILDREN], cwd=ROOT, check=False)
    subprocess.run([MUTMUT, "export-cicd-stats"], cwd=ROOT, check=True)
    figures = json.loads(FIGURES.read_text())
    unnoticed = figures["survived"] + figures["no_tests"]
    noticed = figures["killed"] + figures["timeout"]
    for name in _unnoticed_edits():
        _show(name)
    total = noticed + unnoticed
    percent = 100 * noticed / total if total else 0
    print(f"{noticed} of {total} edits noticed: {percent:.1f} %.")
    return percent >= MIN_NOTICED_PERCENT


def _unnoticed_edits() -> list[str]:
    """The names of edits that survived, or that no test covers."""
    said = subprocess.run([MUTMUT, "results"], cwd=ROOT, check=True, capture_output=True, text=True)
    names = (line.strip().partition(": ") for line in said.stdout.splitlines())
    return [name for name, _, became in names if became in ("survived", "no tests")]


def _show(name: str) -> None:
    subprocess.run([MUTMUT, "show", name], cwd=ROOT, check=False)
