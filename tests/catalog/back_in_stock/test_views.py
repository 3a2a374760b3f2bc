"""The form “Tell me when it is back”: the same for everybody, and it reveals no address."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.privacy.registry import sections
from catalog.back_in_stock.announcements import announce_stock
from catalog.back_in_stock.mails import BACK_IN_STOCK, forget_link
from catalog.back_in_stock.requests import delete_old_stock_requests
from catalog.models import StockRequest
from outbox.mails import mails_about
from outbox.models import OutgoingMail
from sitewide.email_addresses import email_hash
from tests.builders import a_bundle, a_customer, a_product, a_visitor
from tests.catalog.back_in_stock.builders import ask, set_stock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_attempts():
    cache.clear()


def send(page, email: str = "ann@example.com", **headers):
    return a_visitor().post(f"/back-in-stock/{page.sku}/", {"email": email}, **headers)


def emails() -> list[str]:
    return list(StockRequest.objects.first_asked().values_list("email", flat=True))


def test_the_page_of_a_sold_out_product_has_the_form():
    page = a_visitor().get(a_product(stock=0, sku="AUT-WX-001").get_url())
    assert 'action="/back-in-stock/AUT-WX-001/"' in page.text
    assert "Tell me when it is back" in page.text
    assert "csrfmiddlewaretoken" not in page.text
    assert not page.cookies


@pytest.mark.parametrize("fields", [{"stock": 1}, {"stock": 0, "pence": None}])
def test_a_product_in_stock_or_not_for_sale_has_no_form(fields):
    page = a_visitor().get(a_product(fields.pop("pence", 1299), **fields).get_url())
    assert "Tell me when it is back" not in page.text


def test_a_sold_out_bundle_has_no_form():
    bundle = a_bundle((a_product(stock=0), 1))
    assert "Tell me when it is back" not in a_visitor().get(bundle.get_url()).text
    assert send(bundle).status_code == 404


def test_a_request_is_stored_and_answered_with_a_page():
    wax = a_product(stock=0, title="Hard Wax")
    answer = send(wax)
    assert (answer.status_code, answer.url) == (302, f"/back-in-stock/{wax.sku}/asked/")
    assert "Hard Wax</a> is back in stock" in a_visitor().get(answer.url).text
    request = StockRequest.objects.get()
    assert (request.sku_id, request.email) == (wax.sku, "ann@example.com")
    assert (request.email_hash, request.queued_at) == (email_hash("ann@example.com"), None)


def test_a_mailbox_asks_once_for_a_product_and_gets_the_same_answer():
    wax, cloth = a_product(stock=0), a_product(stock=0)
    answers = {send(wax, email).url for email in ("ann@example.com", "Ann+x@example.com")}
    assert answers == {f"/back-in-stock/{wax.sku}/asked/"}
    send(cloth)
    assert emails() == ["ann@example.com", "ann@example.com"]


@pytest.mark.parametrize(
    "email", ["", "ann", "ann@example.com\r\nBcc: ben@example.com", "å@ex.com"]
)
def test_an_address_that_cannot_be_mailed_is_refused(email):
    answer = send(a_product(stock=0), email)
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text
    assert emails() == []


def test_a_product_that_is_in_stock_meanwhile_is_shown():
    wax = a_product(stock=1)
    assert send(wax).url == wax.get_url()
    assert a_visitor().get(f"/back-in-stock/{wax.sku}/").url == wax.get_url()
    assert emails() == []


@pytest.mark.parametrize("sku", ["AUT-XX-999", "x"])
def test_an_unknown_product_is_not_found(sku):
    assert a_visitor().get(f"/back-in-stock/{sku}/").status_code == 404
    assert a_visitor().get(f"/back-in-stock/{sku}/asked/").status_code == 404


def test_a_form_of_another_site_is_refused():
    wax = a_product(stock=0)
    assert send(wax, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert emails() == []


def test_requests_from_one_network_are_limited():
    wax = a_product(stock=0)
    answers = [send(wax, f"ann{number}@example.com").status_code for number in range(21)]
    assert answers == [302] * 20 + [429]
    assert len(emails()) == 20


def test_the_link_of_a_mail_deletes_all_requests_of_the_mailbox_after_a_button():
    wax, cloth = a_product(stock=0), a_product(stock=0)
    ask(wax, "ann", "ben")
    ask(cloth, "ann")
    set_stock(cloth, 1)
    announce_stock()
    url = forget_link(email_hash("ann@example.com")).removeprefix("http://testserver")
    assert "Delete my requests" in a_visitor().get(url).text
    assert len(emails()) == 3
    assert "Your requests are deleted" in a_visitor().post(url).text
    assert emails() == ["ben@example.com"]
    assert OutgoingMail.objects.filter(kind=BACK_IN_STOCK.name).count() == 0


def test_a_forged_link_deletes_nothing():
    ask(a_product(stock=0), "ann")
    assert a_visitor().post("/back-in-stock/forget/x:y/").status_code == 410
    assert emails() == ["ann@example.com"]


def test_the_link_does_not_contain_the_address():
    token = forget_link(email_hash("ann@example.com"))
    assert not re.search("ann|example", token)


def test_requests_are_deleted_after_a_year():
    wax = a_product(stock=0)
    ask(wax, "ann", "ben")
    year_ago = timezone.now() - timedelta(days=366)
    StockRequest.objects.filter(email="ann@example.com").update(asked_at=year_ago)
    set_stock(wax, 1)
    announce_stock()
    old = StockRequest.objects.get(email="ann@example.com")
    assert mails_about(BACK_IN_STOCK, old).count() == 1
    delete_old_stock_requests()
    assert emails() == ["ben@example.com"]
    assert OutgoingMail.objects.count() == 0


def test_a_person_gets_a_copy_of_the_own_requests_and_can_have_them_erased():
    wax = a_product(stock=0)
    ask(wax, "ann", "ben")
    ann = a_customer("ann@example.com")
    (section,) = [section for section in sections() if section.title == "Back in stock"]
    (row,) = section.collect(ann)
    assert (row["email"], row["sku_id"]) == ("ann@example.com", wax.sku)
    section.erase(ann)
    assert emails() == ["ben@example.com"]
