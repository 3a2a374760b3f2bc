"""Mails sent through the API of a provider."""

import pytest
from anymail.exceptions import AnymailAPIError

from outbox.failures import MailNotSent, MailServerUnreachable
from outbox.mails import write
from sitewide.trader import Trader
from tests.outbox.mail_provider import MailProvider, mail_provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    with mail_provider() as provider:
        settings.MAILERS = provider.mailers()
        yield provider


def send_one() -> None:
    write("sam@example.com", "News", "accounts/mails/farewell", unsubscribe_link="http://x.example")


def test_a_provider_gets_the_whole_mail(provider):
    Trader.objects.create(name="Autovise Ltd", email="help@autovise.example")
    send_one()
    [mail] = provider.received
    headers = {header["Name"]: header["Value"] for header in mail["Headers"]}
    assert (mail["To"], mail["Subject"]) == ("sam@example.com", "News")
    assert mail["ReplyTo"] == "help@autovise.example"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe"] == "<http://x.example>"
    assert mail["TextBody"]
    assert mail["HtmlBody"]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (422, MailNotSent),
        (413, MailNotSent),
        (403, MailServerUnreachable),
        (429, MailServerUnreachable),
        (500, MailServerUnreachable),
    ],
)
def test_a_refused_mail_is_distinguished_from_a_failing_provider(provider, status, error):
    provider.fails_with = status
    with pytest.raises(MailNotSent) as failure:
        send_one()
    assert type(failure.value) is error
    assert "sam@example.com" not in str(failure.value)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"ResponseMetadata": {"HTTPStatusCode": 400}}, MailNotSent),
        ({"ResponseMetadata": {"HTTPStatusCode": 429}}, MailServerUnreachable),
        ({}, MailServerUnreachable),
        (None, MailServerUnreachable),
    ],
)
def test_amazon_s_answer_tells_a_refused_mail_from_a_failing_service(monkeypatch, answer, error):
    """django-anymail passes on what boto3 raised."""

    def refuse(message):
        raise AnymailAPIError("refused", response=answer)

    monkeypatch.setattr("outbox.mails.EmailMultiAlternatives.send", refuse)
    with pytest.raises(MailNotSent) as failure:
        send_one()
    assert type(failure.value) is error


def test_a_wrong_token_is_no_fault_of_the_mail(provider: MailProvider, settings):
    settings.MAILERS = provider.mailers(token="wrong")
    with pytest.raises(MailServerUnreachable):
        send_one()


def test_a_provider_that_is_gone_is_tried_again_later(provider, settings):
    settings.MAILERS["default"]["OPTIONS"]["api_url"] = "http://127.0.0.1:9/"
    with pytest.raises(MailServerUnreachable):
        send_one()
