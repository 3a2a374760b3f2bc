"""A visitor writes to the trader, with JavaScript off."""

import time

import pytest
from playwright.sync_api import expect

from home.contact.spam import MIN_TIME_TO_WRITE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_visitor_sends_the_contact_form(guest):
    guest.opens("/")
    guest.page.get_by_role("contentinfo").get_by_role("link", name="Contact us").click()
    guest.page.get_by_label("Your name").fill("Sam Visitor")
    guest.page.get_by_label("Email address").fill("nobody")
    guest.page.get_by_label("Your message").fill("Does the scraper fit a glovebox?")
    time.sleep(MIN_TIME_TO_WRITE.total_seconds() + 1)  # a person does not write faster
    guest.page.get_by_role("button", name="Send message").click()
    expect(guest.page.get_by_role("alert")).to_contain_text("Email address")
    expect(guest.page.get_by_label("Your message")).to_have_value(
        "Does the scraper fit a glovebox?"
    )
    guest.page.get_by_label("Email address").fill("sam@example.com")
    guest.page.get_by_role("button", name="Send message").click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text(
        "Thank you, we have your message"
    )
    assert guest.page.context.cookies() == []
