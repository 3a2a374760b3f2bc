"""The setting MAILERS, from EMAIL_URL."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import mailers as connections
from django.test import override_settings

from autovise.settings.mailers import PROVIDERS, mailers

FOLDER = Path("mail")
URLS = {
    "amazon-ses": "amazon-ses://eu-west-2",
    "brevo": "brevo://a-key@",
    "mailersend": "mailersend://a-token@",
    "mailgun": "mailgun://a-key@mg.shop.example",
    "mailjet": "mailjet://a-key:a-secret@",
    "postmark": "postmark://a-token@",
    "resend": "resend://a-key@",
    "sendgrid": "sendgrid://a-key@",
    "sparkpost": "sparkpost://a-key@",
}


def made(url: str) -> dict:
    return mailers(url, folder=FOLDER)["default"]


def test_without_a_url_mails_are_files():
    backend = "django.core.mail.backends.filebased.EmailBackend"
    assert made("") == {"BACKEND": backend, "OPTIONS": {"file_path": "mail"}}


def test_a_url_names_a_mail_server():
    assert made("submission://user:pass%40word@mail.example:587") == {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": "mail.example",
            "port": 587,
            "username": "user",
            "password": "pass@word",
            "use_tls": True,
            "use_ssl": False,
            "timeout": 10,
        },
    }


def test_a_url_names_a_provider():
    url = "mailgun://a%2Fkey@mg.shop.example?api_url=https://api.eu.mailgun.net/v3"
    assert made(url) == {
        "BACKEND": "anymail.backends.mailgun.EmailBackend",
        "OPTIONS": {
            "api_key": "a/key",
            "sender_domain": "mg.shop.example",
            "requests_timeout": 10,
            "api_url": "https://api.eu.mailgun.net/v3",
        },
    }


@pytest.mark.parametrize("provider", PROVIDERS)
def test_django_anymail_takes_the_options_of_every_provider(provider):
    with override_settings(MAILERS={"default": made(URLS[provider])}):
        connections["default"].open()


def test_mails_can_be_printed_in_development():
    assert made("console://") == {"BACKEND": "django.core.mail.backends.console.EmailBackend"}


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("mail.example:587", "unknown scheme 'mail.example'"),
        ("mail.example", "unknown scheme ''"),
        ("mailchimp://key@", "unknown scheme 'mailchimp'. Known ones: amazon-ses, brevo"),
        ("smtp://", "names no mail server"),
        ("smtp://mail.example:port", "is no URL"),
        ("amazon-ses://", "for amazon-ses lacks region_name"),
        ("postmark://", "for postmark lacks server_token"),
        ("mailjet://secret-word@", "for mailjet lacks secret_key"),
        ("mailgun://secret-word@", "for mailgun lacks sender_domain"),
    ],
)
def test_a_url_that_cannot_work_is_refused_by_name(url, complaint):
    with pytest.raises(ImproperlyConfigured) as refusal:
        mailers(url, folder=FOLDER)
    assert str(refusal.value).startswith("EMAIL_URL ")
    assert complaint in str(refusal.value)
    assert "secret-word" not in str(refusal.value)
