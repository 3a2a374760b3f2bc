"""Screen sizes, and where screenshots are kept."""

import pytest

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
