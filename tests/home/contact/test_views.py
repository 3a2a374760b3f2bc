"""The contact form: what is stored and mailed, and what is refused."""

import pytest
from django.core import mail, signing

from home.contact import spam
from home.contact.forms import MAX_MESSAGE_LENGTH
from home.contact.mails import CONTACT_MESSAGE
from home.models import ContactMessage
from outbox.models import OutgoingMail
from sitewide.trader import Trader
from tests.builders import a_visitor
from tests.outbox.builders import send_now

pytestmark = pytest.mark.django_db

PATH = "/contact/message/"
MESSAGE = {"name": "Sam Guest", "email": "sam@example.com", "message": "Where is my wax?"}
SENT = "/contact/message/sent/"


@pytest.fixture
def stamp(a_stamp) -> str:
    """A stamp that is old enough."""
    return a_stamp(seconds=10)


@pytest.fixture
def a_stamp(monkeypatch):
    """Return a stamp that is some seconds old."""

    def make(*, seconds: float) -> str:
        signer = signing.TimestampSigner(salt=spam._SALT)
        now = signing.time.time()
        with monkeypatch.context() as earlier:
            earlier.setattr(signing.time, "time", lambda: now - seconds)
            return signer.sign(spam._WORD)

    return make


def post(stamp: str, visitor=None, **change):
    fields = MESSAGE | {"shown_at": stamp, "website": "", "order_number": ""} | change
    return (visitor or a_visitor()).post(PATH, fields)


def test_a_message_is_stored_and_mailed_to_the_trader(stamp):
    Trader.objects.create(email="help@example.com")
    response = post(stamp, order_number="AV-100")
    assert (response.status_code, response["Location"]) == (302, SENT)
    message = ContactMessage.objects.get()
    assert (message.name, message.email, message.order_number, message.message) == (
        "Sam Guest",
        "sam@example.com",
        "AV-100",
        "Where is my wax?",
    )
    assert not message.is_answered
    send_now(CONTACT_MESSAGE, ContactMessage.objects.get())
    [sent] = mail.outbox
    assert sent.to == ["help@example.com"]
    assert sent.reply_to == ["sam@example.com"]
    for words in ("Sam Guest wrote:", "Where is my wax?", "AV-100"):
        assert words in sent.body
        assert words in sent.alternatives[0].content


def test_without_a_trader_the_sender_of_all_mails_gets_it(stamp, settings):
    settings.DEFAULT_FROM_EMAIL = "Autovise <orders@example.com>"
    post(stamp)
    send_now(CONTACT_MESSAGE, ContactMessage.objects.get())
    assert mail.outbox[0].to == ["orders@example.com"]


def test_markup_in_a_message_is_shown_as_text(stamp):
    post(stamp, message="<script>alert(1)</script>")
    send_now(CONTACT_MESSAGE, ContactMessage.objects.get())
    assert "<script>" not in mail.outbox[0].alternatives[0].content


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "nobody"}, "email"),
        ({"message": ""}, "message"),
        ({"message": "x" * 4001}, "message"),
    ],
)
def test_a_message_with_an_error_is_not_stored_and_kept_in_the_form(stamp, change, field):
    response = post(stamp, **change)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert "Please check this:" in response.text
    assert f'href="#contact_{field}"' in response.text
    assert not ContactMessage.objects.exists()


def test_a_program_that_fills_in_the_trap_gets_the_same_answer(stamp):
    response = post(stamp, website="https://spam.example")
    assert (response.status_code, response["Location"]) == (302, SENT)
    assert not ContactMessage.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("age", [0, 1.5])
def test_a_message_within_three_seconds_is_refused_with_the_words_kept(a_stamp, age):
    response = post(a_stamp(seconds=age))
    assert response.status_code == 400
    assert "Please wait a few seconds, then send the message again." in response.text
    assert "Where is my wax?" in response.text
    assert not ContactMessage.objects.exists()


def test_a_page_from_a_cache_a_day_ago_still_works(a_stamp):
    assert post(a_stamp(seconds=86_400)).status_code == 302


@pytest.mark.parametrize("forged", ["", "contact", "contact:1tZ:abc"])
def test_a_form_without_our_time_is_refused_and_gets_a_new_one(forged):
    response = post(forged)
    assert response.status_code == 400
    assert spam.signing.TimestampSigner(salt=spam._SALT).unsign(
        response.context["form"]["shown_at"].value()
    )
    assert not ContactMessage.objects.exists()


def test_five_messages_in_an_hour_are_accepted_from_an_address(stamp):
    assert [post(stamp).status_code for _ in range(6)] == [302] * 5 + [429]
    assert ContactMessage.objects.count() == 5


def test_the_limit_is_an_error_that_names_another_way(stamp):
    Trader.objects.update_or_create(defaults={"email": "help@example.com"})
    for _ in range(6):
        response = post(stamp)
    assert "<title>Error: Contact us" in response.text
    assert "Please try again in an hour, or write to help@example.com." in response.text


def test_a_line_end_counts_as_one_character(stamp):
    message = "\r\n".join(["x"] * (MAX_MESSAGE_LENGTH // 2))
    assert post(stamp, message=message).status_code == 302


def test_a_message_from_another_site_is_refused(stamp):
    fields = MESSAGE | {"shown_at": stamp}
    response = a_visitor().post(PATH, fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert not ContactMessage.objects.exists()


def test_the_page_sets_no_cookie_and_has_no_token():
    response = a_visitor().get(PATH)
    assert response.status_code == 200
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.text
