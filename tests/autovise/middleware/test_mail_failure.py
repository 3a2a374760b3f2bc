"""If a mail cannot be sent, the page says so, whether an account exists or not."""

import logging
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend

from accounts.models import User
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

SAM, UNKNOWN = "sam@example.com", "nobody@example.com"
PASSWORD = "a long way from home"
FORMS = {
    "/accounts/password/reset/": lambda email: {"email": email},
    "/accounts/login/code/": lambda email: {"email": email},
    "/accounts/signup/": lambda email: {
        "email": email, "password1": PASSWORD, "password2": PASSWORD,
    },
}  # fmt: skip


class MailIsDown(BaseEmailBackend):
    def send_messages(self, messages):
        raise SMTPServerDisconnected("the server went away")


@pytest.fixture
def mail_is_down(settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.MailIsDown"}}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("email", [SAM, UNKNOWN])
def test_the_page_is_the_same_for_every_address(mail_is_down, caplog, path, email):
    a_customer(SAM)
    with caplog.at_level(logging.ERROR):
        response = a_visitor().post(path, FORMS[path](email))
    assert response.status_code == 503
    assert "The email could not be sent" in response.text
    assert email not in response.text
    assert "SMTPServerDisconnected" in caplog.text
    assert email not in caplog.text
    assert mail.outbox == []


def test_a_later_log_in_sends_the_mail_of_a_failed_sign_up(mail_is_down, settings):
    visitor = a_visitor()
    visitor.post("/accounts/signup/", FORMS["/accounts/signup/"](UNKNOWN))
    assert User.objects.get().email == UNKNOWN
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    cache.clear()  # one such mail in three minutes is the limit
    visitor.post("/accounts/login/", {"login": UNKNOWN, "password": PASSWORD})
    assert [message.to for message in mail.outbox] == [[UNKNOWN]]
