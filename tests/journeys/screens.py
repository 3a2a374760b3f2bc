"""Screen sizes, and the screenshots of journeys."""

import os

import pytest
from playwright.sync_api import Page

from tests.pytest_runs import ROOT

KEPT = ROOT / "var" / "screenshots"


PHONE, DESK = {"width": 360, "height": 780}, {"width": 1440, "height": 900}
SCREENS = pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])


# Also what is laid out only when it comes near.
LOAD_EVERYTHING = """() => {
  const each = (selector, change) => document.querySelectorAll(selector).forEach(change);
  each('img', image => { image.loading = 'eager' });
  each('.card-grid > *', card => { card.style.contentVisibility = 'visible' });
}"""


WIDTH_OF_CONTENT = "document.documentElement.scrollWidth"


LONG_WORD = ("Donaudampfschifffahrt" * 5)[:100]


def keeps_pictures() -> bool:
    """Whether `KEEP_SCREENSHOTS` is set. Screenshots take much of the time of a journey."""
    return bool(os.environ.get("KEEP_SCREENSHOTS"))


def keep_picture(page: Page, name: str, *, full_page: bool = False) -> None:
    """Save a screenshot in `var/screenshots` to look at, if they are asked for."""
    if keeps_pictures():
        page.screenshot(path=KEPT / f"{name}.png", full_page=full_page)
