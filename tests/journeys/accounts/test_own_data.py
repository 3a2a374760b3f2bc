"""A customer's data and choices, in a browser: what they read, tick, download and delete."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from accounts.privacy.cookies import COOKIES
from tests.journeys.screens import SCREENS, WIDTH_OF_CONTENT, keep_picture
from tests.waits import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "a long way from home"


def link_in(records, address: str, words: str) -> str:
    """The address that the newest mail to this reader names after these words of its subject."""
    mails = [mail for mail in records.mails_to(address) if words in mail["Subject"]]
    body = mails[-1].get_body(("plain",)).get_content()
    return re.search(r"http://localhost:\d+(/\S+/)$", body, re.MULTILINE)[1]


def is_mailed(records, address: str, words: str) -> bool:
    return any(words in mail["Subject"] for mail in records.mails_to(address))


def heading(shopper):
    return shopper.page.get_by_role("heading", level=1)


def signs_up(shopper, records, address: str) -> None:
    """A new customer, logged in, whose address is confirmed."""
    shopper.signs_up(address)
    shopper.confirms_email(address, records)
    shopper.opens("/users/profile/")
    expect(shopper.page).to_have_url(re.compile("/users/profile/"))


def has_copy(shopper) -> bool:
    shopper.opens("/users/profile/data/")
    return shopper.page.get_by_role("link", name="Copy of").count() == 1


def test_a_customer_consents_exports_data_and_deletes_the_account_without_javascript(
    a_shopper, records
):
    customer = a_shopper()
    address = "leaver@example.com"
    signs_up(customer, records, address)

    customer.clicks("Emails from us")
    expect(customer.page.locator("[name=agrees]")).not_to_be_checked()
    customer.page.locator("[name=agrees]").check()
    customer.clicks("Save this choice", role="button")
    expect(customer.page.locator("[name=agrees]")).to_be_checked()

    customer.clicks("Your data")
    customer.clicks("Create a copy of my data", role="button")
    expect(customer.page.get_by_text("email you when it is ready").first).to_be_visible()
    wait_for(lambda: has_copy(customer), "the copy")
    wait_for(lambda: is_mailed(records, address, "Your data is ready"), "the mail that says so")
    with customer.page.expect_download() as downloading:
        customer.clicks("Copy of")
    with ZipFile(BytesIO(downloading.value.path().read_bytes())) as file:
        facts = json.loads(file.read("autovise-my-data.json"))
    assert facts["Account"][0]["email"] == address
    assert facts["Consents"][0]["kind"] == "Reminders of a cart"

    customer.clicks("Delete my account")
    customer.page.locator("[name=password]").fill("wrong")
    customer.clicks("Delete my account permanently", role="button")
    expect(customer.page.get_by_text("That password is incorrect.").first).to_be_visible()
    customer.page.locator("[name=password]").fill(PASSWORD)
    customer.clicks("Delete my account permanently", role="button")
    expect(heading(customer)).to_have_text("Your account is deleted")
    wait_for(lambda: is_mailed(records, address, "account is deleted"), "the farewell")
    customer.opens("/users/profile/")
    expect(customer.page).to_have_url(re.compile("/accounts/login/"))


def test_a_reader_subscribes_and_unsubscribes_without_javascript(a_shopper, records):
    reader = a_shopper()
    address = "reader@example.com"
    reader.opens("/")
    reader.page.locator("footer").get_by_role("link", name="Newsletter").click()
    reader.page.locator("main [name=email]").fill(address)
    reader.page.locator("[name=agrees]").check()
    reader.clicks("Subscribe", role="button")
    expect(heading(reader)).to_have_text("Please check your inbox")
    wait_for(lambda: is_mailed(records, address, "Please confirm"), "the question")
    reader.opens(link_in(records, address, "Please confirm"))
    reader.clicks("Yes, subscribe me", role="button")
    expect(heading(reader)).to_have_text("You are subscribed")
    wait_for(lambda: is_mailed(records, address, "You get"), "the welcome")
    reader.opens(link_in(records, address, "You get"))
    reader.clicks("Unsubscribe", role="button")
    expect(heading(reader)).to_have_text("You are unsubscribed")
    assert reader.page.context.cookies() == []


def pages_about_data(shopper, records, address):
    """Yield each page's name while it is open."""
    signs_up(shopper, records, address)
    shopper.opens("/users/profile/emails/")
    yield "emails-from-us"
    shopper.opens("/users/profile/data/")
    shopper.clicks("Create a copy of my data", role="button")
    wait_for(lambda: has_copy(shopper), "the copy")
    yield "your-data"
    shopper.opens("/users/profile/delete/")
    yield "delete-account"
    shopper.page.locator("[name=password]").fill("wrong")
    shopper.clicks("Delete my account permanently", role="button")
    yield "delete-account-with-an-error"
    shopper.opens("/newsletter/")
    yield "newsletter"
    shopper.page.locator("main [name=email]").fill(address)
    shopper.page.locator("[name=agrees]").check()
    shopper.clicks("Subscribe", role="button")
    yield "newsletter-asked"
    wait_for(lambda: is_mailed(records, address, "Please confirm: the"), "the question")
    shopper.opens(link_in(records, address, "Please confirm: the"))
    yield "newsletter-confirm"
    shopper.clicks("Yes, subscribe me", role="button")
    yield "newsletter-confirmed"
    wait_for(lambda: is_mailed(records, address, "You get the"), "the welcome")
    shopper.opens(link_in(records, address, "You get the"))
    yield "unsubscribe"
    shopper.clicks("Unsubscribe", role="button")
    yield "unsubscribed"
    shopper.opens("/unsubscribe/nonsense/")
    yield "link-invalid"
    shopper.opens("/privacy/")
    yield "privacy"
    shopper.opens("/goodbye/")
    yield "goodbye"


@SCREENS
def test_pages_about_data_fit_axe_finds_nothing_and_cookies_are_known(a_shopper, records, screen):
    shopper = a_shopper(javascript=True, viewport=screen, bypass_csp=True)
    found, too_wide = {}, {}
    for name in pages_about_data(shopper, records, f"looker{screen['width']}@example.com"):
        keep_picture(shopper.page, f"{name}-{screen['width']}", full_page=True)
        if (width := shopper.page.evaluate(WIDTH_OF_CONTENT)) > screen["width"]:
            too_wide[name] = width
        results = Axe().run(shopper.page)
        if results.violations_count:
            found[name] = results.generate_report()
    assert (found, too_wide) == ({}, {})
    names = {cookie["name"] for cookie in shopper.page.context.cookies()}
    assert names <= {cookie.name for cookie in COOKIES}
