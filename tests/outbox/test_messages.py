"""Headers and errors of all mails."""

import pytest
from django.core import mail

from checkout.notifications.mails import mail_order_link
from outbox.failures import MailNotSent, MailServerUnreachable
from outbox.mails import write
from sitewide.trader import Trader
from tests.accounts.log_in.sign_up import sign_up
from tests.builders import a_product, a_visitor
from tests.checkout.builders import an_open_order
from tests.checkout.conftest import stripe_server
from tests.mail_server import mail_server

__all__ = ["stripe_server"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_kinds(stripe_server):
    """One mail of the account's, one of allauth's and one about an order."""

    def send() -> list:
        write("sam@example.com", "Goodbye", "accounts/mails/farewell")
        sign_up(a_visitor())
        mail_order_link(an_open_order(a_product()))
        return mail.outbox

    return send


def test_every_mail_is_marked_as_automatic(all_kinds):
    said = [message.message()["Auto-Submitted"] for message in all_kinds()]
    assert said == ["auto-generated"] * 3


def test_replies_go_to_the_seller_s_address(all_kinds):
    Trader.objects.create(name="Autovise Ltd", email="help@autovise.example")
    said = [message.message()["Reply-To"] for message in all_kinds()]
    assert said == ["help@autovise.example"] * 3


def test_without_a_seller_s_address_replies_go_to_the_sender(all_kinds):
    assert [message.message()["Reply-To"] for message in all_kinds()] == [None] * 3


def test_a_mail_by_consent_has_unsubscribe_headers_as_well():
    write("sam@example.com", "News", "accounts/mails/farewell", unsubscribe_link="http://x.example")
    headers = mail.outbox[0].message()
    assert headers["List-Unsubscribe"] == "<http://x.example>"
    assert headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [({"refused": b"sam"}, MailNotSent), ({"hangs": True}, MailServerUnreachable)],
)
def test_a_refused_mail_is_distinguished_from_an_unreachable_server(settings, behaviour, error):
    with mail_server(**behaviour) as server:
        settings.MAILERS = server.mailers(timeout=0.2)
        with pytest.raises(MailNotSent) as raised:
            write("sam@example.com", "Goodbye", "accounts/mails/farewell")
    assert raised.type is error
    assert "sam" not in str(raised.value)
    assert raised.value.__context__ is None, "a traceback would quote the server's words"
