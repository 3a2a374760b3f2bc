"""The trader's details: what is missing, what is logged, and every place that shows them."""

import json
import re

import pytest
from django.core import mail
from wagtail.models import ModelLogEntry

from outbox.mails import write
from sitewide.trader import Register, Trader, current_trader
from tests.accounts.log_in.sign_up import sign_up
from tests.builders import a_visitor

pytestmark = pytest.mark.django_db

DETAILS = {
    "name": "Wheels",
    "legal_name": "Wheels and Wax Ltd",
    "registered_in": Register.SCOTLAND,
    "company_number": "SC000000",
    "line1": "1 Works Road",
    "city": "Leeds",
    "postcode": "LS1 1AA",
    "email": "help@example.com",
    "phone": "0113 496 0123",
    "vat_number": "GB 000 0000 00",
}
COMPANY = "Wheels and Wax Ltd, registered in Scotland, company number SC000000"
LINES = [
    COMPANY,
    "1 Works Road, Leeds, LS1 1AA",
    "VAT number GB 000 0000 00",
    "help@example.com",
    "0113 496 0123",
]


@pytest.fixture
def trader() -> Trader:
    return Trader.objects.create(**DETAILS)


def test_a_new_shop_has_a_trader_without_details_and_stores_none():
    trader = current_trader()
    assert (trader.name, trader.lines) == ("Autovise", [])
    assert trader.missing == ["legal name", "address", "town or city", "postcode", "email"]
    assert not Trader.objects.exists()


def test_a_company_must_have_a_number(trader):
    assert trader.missing == []
    trader.company_number = ""
    assert trader.missing == ["company number"]
    trader.registered_in = ""
    assert trader.missing == []


def test_a_person_is_named_without_a_register():
    assert Trader(legal_name="Sam Smith").company_line == "Sam Smith"


def test_the_lines_name_everything_that_is_set(trader):
    assert trader.lines == LINES


def test_each_changed_detail_is_logged(trader):
    trader.city, trader.phone = "York", ""
    trader.save()
    entry = ModelLogEntry.objects.get()
    assert entry.action == "autovise.trader"
    assert entry.data == {"changes": {"city": ["Leeds", "York"], "phone": ["0113 496 0123", ""]}}
    assert entry.formatter.format_message(entry) == (
        "Changed the trader's details. city: Leeds → York, phone: 0113 496 0123 → "
    )


@pytest.mark.parametrize("path", ["/", "/cart/", "/newsletter/", "/no-such-page/"])
def test_the_footer_of_a_page_shows_the_trader(trader, path):
    footer = a_visitor().get(path).text.split("<footer")[1]
    for line in LINES:
        assert line in footer


def test_a_page_of_a_shop_without_details_shows_no_empty_line():
    assert "footer__trader" not in a_visitor().get("/").text


def test_a_mail_shows_the_trader_as_text_and_html(trader):
    link = {"link": "https://example.com/"}
    write("sam@example.com", "Please confirm", "accounts/mails/newsletter_question", **link)
    [sent] = mail.outbox
    for line in LINES:
        assert line in sent.body
        assert line in sent.alternatives[0].content
    assert sent.reply_to == ["help@example.com"]


def test_a_mail_about_an_account_shows_the_trader_once_in_each_form(trader):
    sign_up(a_visitor())
    [sent] = mail.outbox
    assert sent.body.count(COMPANY) == sent.alternatives[0].content.count(COMPANY) == 1


def test_structured_data_name_the_trader(trader):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', home(), re.DOTALL)
    [store] = [data for data in map(json.loads, found) if data["@type"] == "OnlineStore"]
    assert store["legalName"] == "Wheels and Wax Ltd"
    assert store["vatID"] == "GB 000 0000 00"
    assert store["email"] == "help@example.com"
    assert store["telephone"] == "0113 496 0123"
    assert store["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "1 Works Road",
        "addressLocality": "Leeds",
        "postalCode": "LS1 1AA",
        "addressCountry": "GB",
    }


def test_structured_data_have_no_empty_properties():
    for name in ("legalName", "vatID", "address", "telephone", "identifier"):
        assert f'"{name}"' not in home()


def home() -> str:
    return a_visitor().get("/").text


def test_the_admin_tells_the_owner_what_is_missing(owner):
    page = a_visitor(owner).get("/admin/").text
    assert "Missing: legal name, address, town or city, postcode, email." in page
    assert 'href="/admin/settings/sitewide/trader/"' in page


def test_the_admin_says_nothing_when_all_details_are_set(trader, owner):
    assert "details are incomplete" not in a_visitor(owner).get("/admin/").text
