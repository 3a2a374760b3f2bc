"""What `make test`, `make test-all` and the targets with the names of the arguments run.

`python -m tests --help` lists them.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Self

from tests import services
from tests.catalog.packshots.contact_sheet import draw_contact_sheet
from tests.checks import check_all
from tests.lighthouse.measurement import measure_pages
from tests.mutation import run_mutation
from tests.pytest_runs import OF_THE_SHOP, ROOT, PytestRun
from tests.screenshots import take_screenshots

# Two processes share the unit tests. Other tests mostly wait for processes of the shop, and run
# beside them, one after the other.
BESIDE = ("tests/backends", "tests/faults", "tests/journeys")
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
UNIT_TESTS = ("-n", "2", *(f"--ignore={folder}" for folder in BESIDE))
# Permissions, forms, views, files, pictures, texts and arithmetic do not depend on the database:
# they are tested on SQLite.
SAME_ON_EVERY_DATABASE = (
    "*/test_*_view.py",
    "*/test_*_views.py",
    "*/test_views.py",
    "tests/accounts/log_in",
    "tests/autovise/admin/test_csp.py",
    "tests/autovise/admin/test_dashboard_links.py",
    "tests/autovise/admin/test_log_in.py",
    "tests/autovise/admin/test_roles*.py",
    "tests/autovise/assets",
    "tests/autovise/bootstrap",
    "tests/autovise/middleware",
    "tests/autovise/page_cache/test_equal_pages.py",
    "tests/autovise/test_cookies.py",
    "tests/autovise/test_page_redirects.py",
    "tests/autovise/test_settings.py",
    "tests/autovise/test_uk_rules.py",
    "tests/autovise/test_unreadable_requests.py",
    "tests/benchmarks",
    "tests/catalog/desk/images",
    "tests/catalog/desk/listings/test_row_menus.py",
    "tests/catalog/desk/pages",
    "tests/catalog/desk/pictures",
    "tests/catalog/desk/quick_forms",
    "tests/catalog/feeds",
    "tests/catalog/images",
    "tests/catalog/imports/formats",
    "tests/catalog/imports/pictures",
    "tests/catalog/imports/test_any_state.py",
    "tests/catalog/imports/test_unchanged.py",
    "tests/catalog/packshots",
    "tests/catalog/pages/display",
    "tests/catalog/pages/rights",
    "tests/catalog/pages/test_blocks.py",
    "tests/catalog/pages/test_bundle_page.py",
    "tests/catalog/pages/test_forms.py",
    "tests/catalog/pages/test_previews.py",
    "tests/catalog/pages/test_product_page.py",
    "tests/catalog/search/engine",
    "tests/catalog/test_price_display.py",
    "tests/catalog/test_wagtail_hooks.py",
    "tests/checkout/access",
    "tests/checkout/desk/test_desk_roles.py",
    "tests/checkout/invoices/test_pdf.py",
    "tests/checkout/notifications/test_mails.py",
    "tests/checkout/payments/test_event_order.py",
    "tests/checkout/test_files_of_a_purchase.py",
    "tests/checkout/test_renamed_lists.py",
    "tests/home/blocks",
    "tests/home/contact",
    "tests/home/test_help_pages.py",
    "tests/sitewide/test_same_origin.py",
)
ON_POSTGRES = ("--only-database", *(f"--ignore-glob={each}" for each in SAME_ON_EVERY_DATABASE))

MANY_ROUNDS = "tests/concurrency/test_many_rounds.py"
CHANGED_PAGES = (
    "tests/autovise/page_cache/test_changes.py",
    "tests/autovise/page_cache/test_processes.py",
)


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


class Beside:
    """Runs beside the unit tests, one after the other; their output is shown at the end."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._runs: list[Future[PytestRun]] = []

    def add(self, run: PytestRun, environment: dict[str, str] | None = None) -> None:
        self._runs.append(self._thread.submit(run.kept, environment))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *details: object) -> None:
        if error is None:
            for run in self._runs:
                self._session.finish(run.result().shown())
        self._thread.shutdown(cancel_futures=True)


def run_quick(session: Session) -> None:
    """The shop opens for its purchase in a browser while the unit tests run."""
    with Beside(session) as beside:
        _add_journeys(session, beside, "browser and not slow")
        units = PytestRun("Unit tests", "not slow and not postgres", *UNIT_TESTS)
        session.finish(units.live())


def run_all(session: Session) -> None:
    with Beside(session) as beside:
        _add_journeys(session, beside, "browser")
        beside.add(PytestRun("Killed processes on SQLite", "", "tests/faults"))
        _add_faults_on_postgres(session, beside)
        _add_other_backends(session, beside)
        units = PytestRun("Unit tests on SQLite", "not postgres", *UNIT_TESTS)
        session.finish(units.live())
        environment = session.need(services.postgres, "everything on PostgreSQL")
        if environment is not None:
            title = "Unit tests and concurrency on PostgreSQL"
            session.finish(PytestRun(title, "", *UNIT_TESTS, *ON_POSTGRES).live(environment))


def run_soak(session: Session) -> None:
    environment = session.need(services.postgres, "the soak")
    if environment is None:
        return
    run = PytestRun("A thousand mixed rounds on PostgreSQL", "", "--capture=no", MANY_ROUNDS)
    session.finish(run.live(environment | {"ROUNDS": "1000"}))
    run = PytestRun("Five hundred changes, and all pages after each", "slow", *CHANGED_PAGES)
    session.finish(run.live({"STEPS": "500"}))


def _add_journeys(session: Session, beside: Beside, which: str) -> None:
    chromium = session.need(services.find_headless_chromium, "every browser journey")
    if chromium is None:
        return
    npm = session.need(services.find_npm, "the validation of HTML") if which == "browser" else ""
    run = PytestRun("Journeys in a browser", which, "tests/journeys")
    beside.add(run, {"CHROMIUM": chromium, "NPM": npm or ""})


def _add_faults_on_postgres(session: Session, beside: Beside) -> None:
    """A server of their own: one of these tests restarts it."""
    environment = session.need(services.postgres, "killed processes on PostgreSQL")
    if environment is None:
        return
    beside.add(PytestRun("Killed processes on PostgreSQL", "", "tests/faults"), environment)
    restart = PytestRun("A restart of PostgreSQL", "", "tests/backends/test_database_restart.py")
    beside.add(restart, environment)


def _add_other_backends(session: Session, beside: Beside) -> None:
    redis = session.need(services.redis, "the cache over Redis")
    if redis is not None:
        files = ("tests/backends/test_redis.py", "tests/backends/test_log_in_limits.py")
        beside.add(PytestRun("The cache and its limits over Redis", "", *files), redis)
    s3 = session.need(services.s3, "pictures in S3")
    if s3 is not None:
        beside.add(PytestRun("Pictures and private files in S3", "", *IN_S3), s3)


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
