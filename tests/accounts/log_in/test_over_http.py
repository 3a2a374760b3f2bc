"""An account from sign-up to password reset over HTTP: gunicorn, cookies, tokens, mail files."""

import re
from urllib.parse import urlsplit

import pytest

from accounts.models import User
from tests.builders import a_customer
from tests.http_browser import HttpBrowser
from tests.served_shop import read_mails, served_shop

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_database")]

EMAIL, PASSWORD, NEW = "sam@example.com", "a long way from home", "an even longer way"


@pytest.fixture
def shop(real_database, tmp_path):
    with served_shop(tmp_path, workers=2) as address:
        yield address


@pytest.fixture
def mails(tmp_path):
    def about(words: str) -> str:
        """The text of the one mail whose subject says so."""
        (found,) = [mail for mail in read_mails(tmp_path / "mail") if words in mail["Subject"]]
        return found.get_body(("plain",)).get_content()

    return about


def path_in(mail: str, shop: str) -> str:
    (address,) = re.findall(r"https?://\S+", mail)
    assert address.startswith(shop + "/")
    return address.removeprefix(shop)


def is_in(browser: HttpBrowser) -> bool:
    return urlsplit(browser.opens("/users/profile/").url).path == "/users/profile/"


def log_in(browser: HttpBrowser, password: str):
    return browser.sends("/accounts/login/", {"login": EMAIL, "password": password})


def test_from_sign_up_to_a_forgotten_password(shop, mails):
    first = HttpBrowser(shop)
    signed_up = {"email": EMAIL, "password1": PASSWORD, "password2": PASSWORD}
    assert first.sends("/accounts/signup/", signed_up).status_code == 302
    assert not is_in(first)
    link = path_in(mails("confirm your email address"), shop)
    assert first.sends(link, {}).headers["Location"] == "/users/profile/"
    assert is_in(first)
    assert "This link no longer works" in first.opens(link).text

    second = HttpBrowser(shop)
    assert log_in(second, "wrong").status_code == 200
    assert log_in(second, PASSWORD).status_code == 302
    changed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert second.sends("/accounts/password/change/", changed).status_code == 302
    assert (is_in(first), is_in(second)) == (False, True)

    second.sends("/accounts/logout/", {})
    assert not is_in(second)
    second.sends("/accounts/password/reset/", {"email": EMAIL})
    form = second.opens(path_in(mails("Choose a new password"), shop)).url.removeprefix(shop)
    second.sends(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert log_in(second, PASSWORD).status_code == 302
    assert is_in(second)


def test_a_form_without_its_token_does_nothing(shop):
    a_customer(EMAIL)
    browser = HttpBrowser(shop)
    fields = {"login": EMAIL, "password": "correct horse"}
    assert browser.posts("/accounts/login/", fields).status_code == 403
    assert browser.posts("/accounts/signup/", fields).status_code == 403
    assert User.objects.count() == 1
    assert not is_in(browser)


def test_another_host_s_name_is_refused(shop):
    browser = HttpBrowser(shop)
    browser._session.headers["Host"] = "evil.example"
    assert browser.opens("/accounts/login/").status_code == 400
