"""A customer's own pages on a phone and on a desk: they fit, and axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.account_walk import pages_of_an_account
from tests.journeys.screens import SCREENS, WIDTH_OF_CONTENT, keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@SCREENS
def test_every_page_of_an_account_fits_its_screen_and_axe_finds_nothing(a_shopper, records, screen):
    shopper = a_shopper(javascript=True, viewport=screen, bypass_csp=True)
    email = f"looker-{screen['width']}@example.com"
    too_wide, violations = {}, {}
    for name in pages_of_an_account(shopper, email, records):
        width = shopper.page.evaluate(WIDTH_OF_CONTENT)
        if width > screen["width"]:
            too_wide[name] = width
        results = Axe().run(shopper.page)
        if results.violations_count:
            violations[name] = results.generate_report()
        keep_picture(shopper.page, f"account-{name}-{screen['width']}", full_page=True)
    assert (too_wide, violations) == ({}, {})
