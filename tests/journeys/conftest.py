"""One shop for all journeys, one browser, and shoppers who know nothing of each other."""

import os
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import services
from tests.journeys.editor import Editor
from tests.journeys.records import Records
from tests.journeys.running_shop import RunningShop, alive
from tests.journeys.shopper import Shopper
from tests.journeys.spray import import_spray
from tests.stripe_side import StripeSide
from tests.waits import wait_for

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
def spray(shop, tmp_path_factory):
    """Put the product with everything that can be pressed into the shop."""
    import_spray(shop, tmp_path_factory.mktemp("spray"))


@pytest.fixture(scope="session")
def records(shop):
    return Records(shop.data_dir)


@pytest.fixture(scope="session")
def stripe_side(shop):
    return StripeSide(shop.stripe_address)


@pytest.fixture(scope="session")
def chromium():
    try:
        path = os.environ.get("CHROMIUM") or services.find_headless_chromium()
    except services.Missing as missing:
        pytest.skip(str(missing))
    expect.set_options(timeout=PATIENCE_MS)  # a page's own patience is not that of `expect`
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def new_profiles(chromium):
    """Makes what makes browser profiles, and closes them: each person has one of their own."""

    @contextmanager
    def open_for_a_while():
        contexts = []

        def make(**options):
            context = chromium.new_context(locale="en-GB", reduced_motion="reduce", **options)
            context.set_default_timeout(PATIENCE_MS)
            context.set_default_navigation_timeout(PATIENCE_MS)
            contexts.append(context)
            return context.new_page()

        yield make
        for context in contexts:
            context.close()

    return open_for_a_while


@pytest.fixture
def a_shopper(new_profiles, shop):
    """Makes shoppers; JavaScript is off unless asked."""
    with new_profiles() as new_page:
        yield lambda *, javascript=False, **options: Shopper(
            new_page(java_script_enabled=javascript, **options), shop
        )


@pytest.fixture
def an_editor(new_profiles, shop):
    """Makes editors, with JavaScript on as the admin needs it."""
    with new_profiles() as new_page:
        yield lambda **options: Editor(new_page(**options), shop)


@pytest.fixture
def guest(a_shopper):
    return a_shopper()
