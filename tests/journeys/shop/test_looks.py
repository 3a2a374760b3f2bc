"""Every page on a phone and on a desk: it fits, axe finds nothing, and a picture of it is kept."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.screens import LOAD_EVERYTHING, SCREENS, WIDTH_OF_CONTENT, keep_picture
from tests.journeys.walk import pages_of_a_purchase
from tests.waits import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IS_LOADED = "[...document.images].every(image => image.complete && image.naturalWidth)"


@SCREENS
def test_every_page_fits_its_screen_and_shows_all_its_pictures(a_shopper, screen):
    shopper = a_shopper(javascript=True, viewport=screen)
    too_wide = {}
    for name in pages_of_a_purchase(shopper):
        shopper.page.evaluate(LOAD_EVERYTHING)
        wait_for(lambda: shopper.page.evaluate(IS_LOADED), f"the pictures of {name}")
        width = shopper.page.evaluate(WIDTH_OF_CONTENT)
        if width > screen["width"]:
            too_wide[name] = width
        keep_picture(shopper.page, f"{name}-{screen['width']}", full_page=True)
    assert too_wide == {}


@SCREENS
def test_axe_finds_nothing_on_any_page(a_shopper, screen):
    shopper = a_shopper(javascript=True, viewport=screen, bypass_csp=True)
    found = {}
    for name in pages_of_a_purchase(shopper):
        results = Axe().run(shopper.page)
        if results.violations_count:
            found[name] = results.generate_report()
    assert found == {}
