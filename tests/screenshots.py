"""`make screenshots`: every kind of page on three screens, in light and in dark."""

import os
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests import services
from tests.journeys.conftest import CHROMIUM_FLAGS, PATIENCE_MS
from tests.journeys.running_shop import RunningShop
from tests.journeys.screens import KEPT, LOAD_EVERYTHING
from tests.journeys.shopper import Shopper
from tests.journeys.walk import pages_of_a_purchase

SIZES = ((360, 740), (820, 1180), (1440, 900))
SCHEMES = ("light", "dark")


def take_screenshots() -> int:
    """Open a new shop, and keep a picture of each page. Return the exit status."""
    try:
        chromium = os.environ.get("CHROMIUM") or services.find_headless_chromium()
    except services.Missing as missing:
        print(f"No screenshots were taken, because {missing}.")
        return 1
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory(prefix="autovise-screenshots-") as folder:
        shop = RunningShop(Path(folder) / "data")
        shop.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
                for (width, height), scheme in product(SIZES, SCHEMES):
                    _walk(browser, shop, width, height, scheme)
                browser.close()
        finally:
            shop.stop()
    print(f"The screenshots are in {KEPT}.")
    return 0


def _walk(browser: Browser, shop: RunningShop, width: int, height: int, scheme: str) -> None:
    """Buy as a guest, and keep a picture of each page on the way."""
    folder = KEPT / f"{width}-{scheme}"
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        locale="en-GB",
        reduced_motion="reduce",
        viewport={"width": width, "height": height},
        color_scheme=scheme,
    )
    context.set_default_timeout(PATIENCE_MS)
    shopper = Shopper(context.new_page(), shop)
    for name in pages_of_a_purchase(shopper):
        shopper.page.evaluate(LOAD_EVERYTHING)
        shopper.page.wait_for_load_state("networkidle")
        shopper.page.screenshot(path=folder / f"{name}.png", full_page=True)
    context.close()
    print(f"✓ {width} × {height}, {scheme}", flush=True)
