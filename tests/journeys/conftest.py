"""One shop for all journeys, one browser, and shoppers who know nothing of each other."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests import services
from tests.journeys.records import Records
from tests.journeys.running_shop import RunningShop, alive
from tests.journeys.shopper import Shopper
from tests.stripe_side import StripeSide
from tests.waiting import wait_for

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 120_000


MEASURED = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter, config):
    for line in config.stash.get(MEASURED, []):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def measured(pytestconfig):
    """What is worth knowing of this run, and no test's business to judge: shown at its end."""
    return pytestconfig.stash.setdefault(MEASURED, [])


@pytest.fixture(scope="session")
def shop(tmp_path_factory, measured):
    """The real thing in a new folder; afterwards it stops cleanly and leaves no process behind."""
    running = RunningShop(tmp_path_factory.mktemp("shop") / "data")
    running.start()
    measured.append(f"A new shop opened after {running.took_to_open_s:.0f} s.")
    yield running
    processes = running.process_ids()
    assert running.stop() == 0, running.said()
    wait_for(lambda: not alive(processes), "the end of the shop's processes")


@pytest.fixture(scope="session")
def records(shop):
    return Records(shop.data_dir)


@pytest.fixture(scope="session")
def stripe_side(shop):
    return StripeSide(shop.stripe_address)


@pytest.fixture(scope="session")
def chromium():
    try:
        path = os.environ.get("CHROMIUM") or services.find_chromium()
    except services.Missing as missing:
        pytest.skip(str(missing))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def a_shopper(chromium, shop):
    """Makes shoppers, each with a browser profile of their own; JavaScript is off unless asked."""
    contexts = []

    def make(*, javascript: bool = False, **options) -> Shopper:
        context = chromium.new_context(
            java_script_enabled=javascript, locale="en-GB", reduced_motion="reduce", **options
        )
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(PATIENCE_MS)
        contexts.append(context)
        return Shopper(context.new_page(), shop)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def guest(a_shopper):
    return a_shopper()
