"""Every cookie set on any kind of page is in the cookie table."""

import re
from pathlib import Path

import pytest

from accounts.consent.newsletter import confirm_token, request_newsletter
from accounts.consent.unsubscribe import newsletter_link
from accounts.privacy.cookies import COOKIES
from tests.builders import a_bundle, a_cart, a_customer, a_product, a_user, a_visitor

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
SESSION, FORM = "sessionid", "csrftoken"
PUBLIC = (
    "/", "/products/", "/bundles/", "/search/?q=glass", "/newsletter/", "/newsletter/asked/",
    "/newsletter/confirmed/", "/privacy/", "/goodbye/", "/there-is-no-such-page/",
)  # fmt: skip
ENTRANCES = (
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/admin/login/",
)  # fmt: skip
OF_AN_ACCOUNT = (
    "/users/profile/", "/users/profile/data/", "/users/profile/delete/", "/users/profile/emails/",
    "/accounts/email/", "/accounts/password/change/", "/accounts/logout/",
)  # fmt: skip


def set_by(response) -> set[str]:
    return set(response.cookies)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_sets_no_cookie(path):
    assert set_by(a_visitor().get(path)) == set()


def test_product_pages_set_no_cookie():
    for page in (a_product(), a_bundle()):
        assert set_by(a_visitor().get(page.url)) == set()


def test_pages_of_links_in_mails_set_no_cookie():
    subscriber = request_newsletter(email="sam@example.com", page="/newsletter/")
    unsubscribe = newsletter_link(subscriber).removeprefix("http://testserver")
    for path in (f"/newsletter/confirm/{confirm_token(subscriber)}/", unsubscribe):
        assert set_by(a_visitor().get(path)) == set()
        assert set_by(a_visitor().post(path)) == set()


def test_the_newsletter_form_sets_no_cookie():
    fields = {"email": "sam@example.com", "agrees": "on"}
    assert set_by(a_visitor().post("/newsletter/", fields)) == set()


@pytest.mark.parametrize("path", ["/cart/", "/cart/badge/"])
def test_an_empty_cart_sets_no_cookie(path):
    assert set_by(a_visitor().get(path)) == set()


@pytest.mark.parametrize("path", ENTRANCES)
def test_log_in_pages_set_the_csrf_cookie(path):
    assert set_by(a_visitor().get(path)) <= {FORM, SESSION}


def test_a_purchase_sets_a_session_and_a_csrf_cookie():
    visitor = a_visitor()
    added = visitor.post("/cart/add/", {"sku": a_product().sku, "quantity": 1})
    assert set_by(added) == {SESSION}
    assert set_by(visitor.get("/cart/")) <= {SESSION}
    assert set_by(visitor.get("/checkout/")) <= {FORM, SESSION}


def test_saved_items_and_messages_are_in_the_session():
    saved = a_visitor().post("/saved/add/", {"sku": a_product().sku})
    with_message = a_visitor().get("/checkout/")
    assert set_by(saved) == set_by(with_message) == {SESSION}
    (session,) = (cookie for cookie in COOKIES if cookie.name == SESSION)
    assert "saved items" in session.purpose
    assert "messages for the next page" in session.purpose


@pytest.mark.parametrize("path", OF_AN_ACCOUNT)
def test_account_pages_set_the_csrf_cookie(path):
    customer = a_customer()
    a_cart(a_product(), user=customer)
    assert set_by(a_visitor(customer).get(path)) <= {FORM, SESSION}


def test_the_admin_sets_known_cookies_only():
    visitor = a_visitor(a_user(is_staff=True, is_superuser=True))
    for path in ("/admin/", "/admin/pages/", "/admin/newsletter/", "/admin/users/"):
        assert set_by(visitor.get(path)) <= {FORM, SESSION}


def test_the_table_lists_exactly_the_cookies_set():
    assert {cookie.name for cookie in COOKIES} == {SESSION, FORM, "known_browser"}
    assert all(cookie.purpose and cookie.lasts for cookie in COOKIES)


def test_the_document_and_the_privacy_page_show_the_table():
    document = (ROOT / "docs/privacy.md").read_text()
    page = a_visitor().get("/privacy/").text
    table = document.split("| cookie | what for | how long |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", table, re.MULTILINE)
    assert rows == [(c.name, c.purpose, c.lasts) for c in COOKIES]
    for cookie in COOKIES:
        assert f">{cookie.name}</th><td>{cookie.purpose}</td><td>{cookie.lasts}</td>" in page
