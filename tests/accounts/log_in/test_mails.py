"""Account mails: text and HTML have the same content, and all links begin with SITE_URL."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from accounts.log_in.adapter import AccountAdapter
from tests.accounts.mailbox import html_of, link_in, only_mail
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

TEMPLATES = Path(settings.BASE_DIR) / "templates"
MAILS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_subject.txt")
    for path in TEMPLATES.glob("*/email/*_subject.txt")
)
CONTEXT = {
    "email": "sam@example.com",
    "activate_url": f"{settings.SITE_URL}/accounts/confirm-email/key/",
    "password_reset_url": f"{settings.SITE_URL}/accounts/password/reset/key/1-key/",
    "code": "ABC-234",
    "from_email": "sam@example.com",
    "to_email": "sam@new.example",
    "deleted_email": "sam@old.example",
    "timestamp": timezone.now(),
    "ip": "192.0.2.1",
}


def test_all_mail_templates_are_tested():
    assert len(MAILS) == 18


@pytest.mark.parametrize("name", MAILS)
def test_text_and_html_have_the_same_content_and_only_links_to_the_shop(name):
    message = AccountAdapter().render_mail(name, "sam@example.com", CONTEXT)
    html = html_of(message)
    assert message.subject
    assert "\n" not in message.subject
    assert message.body.startswith("Hello,\n")
    for paragraph in message.body.split("\n\n"):
        assert " ".join(paragraph.split()) in " ".join(re.sub("<br>", " ", html).split())
    addresses = re.findall(r"""https?://[^\s"'<]+""", message.body + html)
    assert {address for address in addresses if not address.startswith(settings.SITE_URL)} == set()
    assert "autovise</td>" in html


def test_a_link_is_a_button_in_html():
    a_customer("sam@example.com")
    a_visitor().post("/accounts/password/reset/", {"email": "sam@example.com"})
    address = settings.SITE_URL + link_in(only_mail())
    assert f'<a href="{address}"' in html_of(only_mail())


def test_html_in_an_address_is_escaped():
    email = "a&b'<i>@example.com"
    message = AccountAdapter().render_mail(
        "account/email/unknown_account", email, CONTEXT | {"email": email}
    )
    assert email in message.body
    assert "<i>" not in html_of(message)


def test_account_mails_are_sent_from_the_shop_s_address():
    a_visitor().post("/accounts/password/reset/", {"email": "nobody@example.com"})
    (message,) = mail.outbox
    assert message.from_email == settings.DEFAULT_FROM_EMAIL
