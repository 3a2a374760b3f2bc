"""Runs of Lighthouse, with a small program in its place."""

import pytest

from tests.lighthouse import program
from tests.lighthouse.program import MAX_TRIES, Lighthouse
from tests.lighthouse.report import MeasurementFailed

PROGRAM = """#!/bin/sh
echo run >> {runs}
if [ "$(wc -l < {runs})" -le {failures} ]; then echo "{said}" >&2; exit 1; fi
echo '{{}}' > {stem}.report.json
"""


@pytest.fixture
def lighthouse(tmp_path, monkeypatch):
    """Makes Lighthouses that fail as often, saying this; `runs` counts them."""

    def make(failures: int, said: str) -> Lighthouse:
        file = tmp_path / "lighthouse"
        text = PROGRAM.format(
            runs=tmp_path / "runs", failures=failures, said=said, stem=tmp_path / "page"
        )
        file.write_text(text)
        file.chmod(0o755)
        monkeypatch.setattr(program, "npm_program", lambda *_: file)
        return Lighthouse("npm", "chromium")

    return make


def runs(tmp_path) -> int:
    return len((tmp_path / "runs").read_text().splitlines())


def test_a_run_that_recorded_no_trace_is_repeated(lighthouse, tmp_path):
    flaky = lighthouse(2, "Please run Lighthouse again. (NO_NAVSTART)")
    assert flaky.measure("http://localhost/", tmp_path / "page") == {}
    assert runs(tmp_path) == MAX_TRIES


@pytest.mark.parametrize(
    ("said", "tries"), [("Please run Lighthouse again. (NO_NAVSTART)", 3), ("no such page", 1)]
)
def test_a_run_that_keeps_failing_is_reported(lighthouse, tmp_path, said, tries):
    with pytest.raises(MeasurementFailed, match="http://localhost/: "):
        lighthouse(9, said).measure("http://localhost/", tmp_path / "page")
    assert runs(tmp_path) == tries
