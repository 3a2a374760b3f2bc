"""Absolute URLs in mails use SITE_URL and not the Host header."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from tests.builders import a_customer

pytestmark = pytest.mark.django_db

OTHER_HOST = "localhost:6666"
PASSWORD = "a long way from home"


@pytest.fixture
def stranger():
    """A browser that asks for the shop under an allowed name that is not the shop's own."""
    return Client(headers={"host": OTHER_HOST})


def sent() -> str:
    (message,) = mail.outbox
    return message.subject + message.body


def assert_names_the_shop_only(text: str) -> None:
    assert "localhost" not in text
    addresses = re.findall(r"https?://\S+", text)
    assert all(address.startswith(settings.SITE_URL + "/") for address in addresses)


def test_the_confirmation_link_uses_site_url(stranger):
    fields = {"email": "sam@example.com", "password1": PASSWORD, "password2": PASSWORD}
    stranger.post("/accounts/signup/", fields)
    assert f"{settings.SITE_URL}/accounts/confirm-email/" in sent()
    assert_names_the_shop_only(sent())


def test_the_password_reset_link_uses_site_url(stranger):
    a_customer("sam@example.com")
    stranger.post("/accounts/password/reset/", {"email": "sam@example.com"})
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in sent()
    assert_names_the_shop_only(sent())


def test_the_mail_about_an_unknown_account_uses_site_url(stranger):
    stranger.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert f"{settings.SITE_URL}/accounts/signup/" in sent()
    assert_names_the_shop_only(sent())


def test_the_link_of_a_reset_mail_resets_the_password(stranger):
    user = a_customer("sam@example.com")
    stranger.post("/accounts/password/reset/", {"email": "sam@example.com"})
    address = re.search(r"https?://\S+", sent()).group()
    browser = Client()
    form = browser.get(address.removeprefix(settings.SITE_URL), follow=True)
    fields = {"password1": PASSWORD, "password2": PASSWORD}
    browser.post(form.redirect_chain[-1][0], fields)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
