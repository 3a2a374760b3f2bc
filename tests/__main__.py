"""What `make test`, `make test-all` and the targets with the names of the arguments run.

`python -m tests --help` lists them.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from tests import services
from tests.catalog.packshots.contact_sheet import draw_contact_sheet
from tests.checks import check_all
from tests.lighthouse.measurement import measure_pages
from tests.mutation import run_mutation
from tests.pytest_runs import OF_THE_SHOP, ROOT, PytestRun
from tests.screenshots import take_screenshots

# Two processes share the unit tests. Journeys and faults have one shop each, and mostly wait for
# it. Other backends are tested in separate runs.
ELSEWHERE = ("tests/backends", "tests/faults", "tests/journeys")
IN_S3 = (
    "tests/backends/test_s3.py",
    "tests/backends/test_s3_faults.py",
    "tests/backends/test_s3_replaced_pictures.py",
    "tests/backends/test_move_media.py",
    # The tests of pictures, once more with a bucket; some need a folder, and are skipped.
    "tests/catalog/images",
    "tests/catalog/desk/images",
    "tests/catalog/imports/pictures",
    "tests/catalog/packshots/test_pictures.py",
    "tests/catalog/pages/display/test_gallery.py",
    "tests/catalog/pages/lists/test_card_pictures.py",
)
UNIT_TESTS = ("-n", "2", *(f"--ignore={folder}" for folder in ELSEWHERE))

MANY_ROUNDS = "tests/concurrency/test_many_rounds.py"
CHANGED_PAGES = "tests/autovise/page_cache/test_changes.py"


class Session:
    """Failed runs, and runs that were skipped because a program is missing."""

    def __init__(self) -> None:
        self.began_at = time.monotonic()
        self.stack = ExitStack()
        self.failed: list[str] = []
        self.skipped: list[str] = []

    def need(self, find: Callable, what_is_skipped: str):
        """Return the result of `find`, or None and add the reason to the summary."""
        try:
            found = find()
            return self.stack.enter_context(found) if hasattr(found, "__enter__") else found
        except services.Missing as missing:
            self.skipped.append(f"{what_is_skipped}, because {missing}")
            return None

    def finish(self, run: PytestRun) -> None:
        if not run.is_well():
            self.failed.append(run.title)

    def summarise(self) -> int:
        """Print what was skipped and what failed. Return the exit status."""
        for reason in self.skipped:
            print(f"Skipped: {reason}.")
        is_ci = os.environ.get("CI", "").lower() == "true"
        if is_ci and self.skipped:
            print("CI=true: nothing may be skipped.")
        for title in self.failed:
            print(f"✗ {title}")
        is_well = not self.failed and not (is_ci and self.skipped)
        took = time.monotonic() - self.began_at
        what = "All that ran" if self.skipped else "All"
        print(f"{f'✓ {what} is well' if is_well else '✗ Not well'}, after {took:.0f} s.")
        return 0 if is_well else 1


def run_quick(session: Session) -> None:
    """The shop opens for its purchase in a browser while the unit tests run."""
    purchase = _journeys(session, "browser and not slow")
    units = PytestRun("Unit tests", "not slow and not postgres", *UNIT_TESTS)
    session.finish(units.live())
    if purchase:
        session.finish(purchase.shown())


def run_all(session: Session) -> None:
    journeys = _journeys(session, "browser")
    units = PytestRun("Unit tests on SQLite", "not postgres", *UNIT_TESTS)
    session.finish(units.live())
    session.finish(PytestRun("Killed processes on SQLite", "", "tests/faults").live())
    _run_on_postgres(session)
    _run_on_other_backends(session)
    if journeys:
        session.finish(journeys.shown())


def run_soak(session: Session) -> None:
    environment = session.need(services.postgres, "the soak")
    if environment is None:
        return
    run = PytestRun("A thousand mixed rounds on PostgreSQL", "", "--capture=no", MANY_ROUNDS)
    session.finish(run.live(environment | {"ROUNDS": "1000"}))
    run = PytestRun("Five hundred changes, and all pages after each", "slow", CHANGED_PAGES)
    session.finish(run.live({"STEPS": "500"}))


def _journeys(session: Session, which: str) -> PytestRun | None:
    """The journeys, begun in the background."""
    chromium = session.need(services.find_chromium, "every browser journey")
    if chromium is None:
        return None
    npm = session.need(services.find_npm, "the validation of HTML") if which == "browser" else ""
    run = PytestRun("Journeys in a browser", which, "tests/journeys")
    return run.in_background({"CHROMIUM": chromium, "NPM": npm or ""})


def _run_on_postgres(session: Session) -> None:
    environment = session.need(services.postgres, "everything on PostgreSQL")
    if environment is None:
        return
    title = "Unit tests and concurrency on PostgreSQL"
    run = PytestRun(title, "", *UNIT_TESTS, "--only-database")
    session.finish(run.live(environment))
    run = PytestRun("Killed processes on PostgreSQL", "", "tests/faults")
    session.finish(run.live(environment))
    run = PytestRun("A restart of PostgreSQL", "", "tests/backends/test_database_restart.py")
    session.finish(run.live(environment))


def _run_on_other_backends(session: Session) -> None:
    redis = session.need(services.redis, "the cache over Redis")
    if redis is not None:
        files = ("tests/backends/test_redis.py", "tests/backends/test_log_in_limits.py")
        run = PytestRun("The cache and its limits over Redis", "", *files)
        session.finish(run.live(redis))
    s3 = session.need(services.s3, "pictures in S3")
    if s3 is not None:
        run = PytestRun("Pictures and private files in S3", "", *IN_S3)
        session.finish(run.live(s3))


def run_benchmark(session: Session, subject: str) -> None:
    """On SQLite, and on PostgreSQL where there is one."""
    durable = partial(services.postgres, survives_power_cuts=True)
    postgres = session.need(durable, f"the benchmark “{subject}” on PostgreSQL")
    for title, environment in (("SQLite", {}), ("PostgreSQL", postgres)):
        if environment is not None and not _is_within_bounds(subject, environment):
            session.failed.append(f"Benchmark “{subject}” on {title}")


def _is_within_bounds(subject: str, environment: dict[str, str]) -> bool:
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_SHOP}
    command = [sys.executable, "-m", "tests.benchmarks", subject]
    return subprocess.run(command, cwd=ROOT, env=kept | environment).returncode == 0


def run_desk_benchmark(session: Session) -> None:
    run_benchmark(session, "desk")


def run_figures(session: Session) -> None:
    run_benchmark(session, "figures")


RUNS = {
    "quick": run_quick,
    "all": run_all,
    "soak": run_soak,
    "bench": run_figures,
    "bench-desk": run_desk_benchmark,
}
REPORTS = {
    "screenshots": take_screenshots,
    "contact-sheet": draw_contact_sheet,
    "lighthouse": measure_pages,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests", description=__doc__)
    parser.add_argument("what", choices=(*RUNS, "check", "mutation", *REPORTS))
    parser.add_argument("only", nargs="*", help="mutation: patterns of modules")
    arguments = parser.parse_args()
    what = arguments.what
    if what == "check":
        return 0 if check_all() else 1
    if what == "mutation":
        return 0 if run_mutation(*arguments.only) else 1
    if what in REPORTS:
        return REPORTS[what]()
    session = Session()
    with session.stack:
        RUNS[what](session)
    return session.summarise()


if __name__ == "__main__":
    sys.exit(main())
