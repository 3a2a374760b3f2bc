"""Screen sizes, and where screenshots are kept."""

import pytest

from tests.pytest_runs import ROOT

KEPT = ROOT / "var" / "screenshots"


PHONE, DESK = {"width": 360, "height": 780}, {"width": 1440, "height": 900}
SCREENS = pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])


LOAD_EVERYTHING = "document.querySelectorAll('img').forEach(image => { image.loading = 'eager' })"


WIDTH_OF_CONTENT = "document.documentElement.scrollWidth"


LONG_WORD = ("Donaudampfschifffahrt" * 5)[:100]
