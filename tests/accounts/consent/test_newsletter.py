"""Newsletter: double opt-in, one-click unsubscribe, and no disclosure of subscribers."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.consent.newsletter import (
    confirm_newsletter,
    confirm_token,
    delete_unconfirmed_subscribers,
    request_newsletter,
)
from accounts.consent.records import TEXTS
from accounts.consent.unsubscribe import cart_reminders_link, newsletter_link
from accounts.models import Consent, ConsentKind, Subscriber
from sitewide.email_addresses import email_hash
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

FORM = "/newsletter/"
REQUEST = {"email": "sam@example.com", "agrees": "on"}
SHOP = "http://testserver"


@pytest.fixture
def subscribe(committed, run_tasks):
    """Send the form, and let the worker write."""

    def ask(visitor=None, **changes):
        with committed():
            response = (visitor or a_visitor()).post(FORM, REQUEST | changes)
        run_tasks()
        return response

    return ask


def a_subscriber(email: str = "sam@example.com") -> Subscriber:
    subscriber = request_newsletter(email=email, page=FORM)
    confirm_newsletter(subscriber)
    subscriber.refresh_from_db()
    return subscriber


def link_in(message, path: str) -> str:
    return re.search(rf"{SHOP}(/{path}/\S+)", message.body)[1]


@pytest.mark.slow
def test_the_box_is_not_ticked_beforehand():
    box = re.search(r'<input[^>]*name="agrees"[^>]*>', a_visitor().get(FORM).text)[0]
    assert "checked" not in box


def test_a_request_sends_the_confirmation_link_and_subscribes_no_address(subscribe):
    response = subscribe()
    assert (response.status_code, response["Location"]) == (302, "/newsletter/asked/")
    assert Subscriber.objects.get().confirmed_at is None
    assert not Consent.objects.exists()
    [question] = mail.outbox
    assert question.to == ["sam@example.com"]
    assert question.subject == "Please confirm: the Autovise newsletter"


def test_the_link_opens_a_page_whose_button_subscribes(subscribe, committed, run_tasks):
    subscribe()
    path = link_in(mail.outbox[0], "newsletter/confirm")
    assert "Yes, subscribe me" in a_visitor().get(path).text
    assert a_visitor().head(path).status_code == 200
    assert not Subscriber.objects.confirmed().exists()

    with committed():
        response = a_visitor().post(path)
    assert response["Location"] == "/newsletter/confirmed/"
    assert Subscriber.objects.confirmed().get().email == "sam@example.com"
    consent = Consent.objects.get()
    assert (consent.kind, consent.is_given) == ("newsletter", True)
    assert (consent.text, consent.page) == (TEXTS[ConsentKind.NEWSLETTER], FORM)
    assert consent.email_hash == email_hash("sam@example.com")
    assert run_tasks() == ["send_newsletter_welcome"]
    assert mail.outbox[1].subject == "You get the Autovise newsletter"


def test_a_second_use_of_the_link_changes_nothing(subscribe, committed, run_tasks):
    subscribe()
    path = link_in(mail.outbox[0], "newsletter/confirm")
    with committed():
        a_visitor().post(path)
        assert a_visitor().post(path)["Location"] == "/newsletter/confirmed/"
        assert a_visitor().get(path)["Location"] == "/newsletter/confirmed/"
    assert run_tasks() == ["send_newsletter_welcome"]
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_or_expired_link_or_one_of_a_deleted_subscriber_does_nothing(method, monkeypatch):
    subscriber = request_newsletter(email="sam@example.com", page=FORM)
    token = confirm_token(subscriber)
    monkeypatch.setattr("accounts.consent.newsletter.CONFIRM_WITHIN_SECONDS", -1)
    too_old = f"/newsletter/confirm/{token}/"
    assert getattr(a_visitor(), method)(too_old).status_code == 410
    monkeypatch.undo()
    for forged in (token[:-1], "1:2:3", newsletter_link(subscriber).split("/")[-2]):
        path = f"/newsletter/confirm/{forged}/"
        assert getattr(a_visitor(), method)(path).status_code == 410
    assert not Subscriber.objects.confirmed().exists()
    subscriber.delete()
    assert getattr(a_visitor(), method)(too_old).status_code == 410


def test_a_repeated_request_shows_the_same_page_and_mails_the_difference(subscribe):
    a_subscriber()
    known, unknown = subscribe(), subscribe(email="kim@example.com")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.content == unknown.content
    assert dict(known.headers) == dict(unknown.headers)
    assert [(m.to, m.subject) for m in mail.outbox] == [
        (["sam@example.com"], "You get the Autovise newsletter"),
        (["kim@example.com"], "Please confirm: the Autovise newsletter"),
    ]
    assert Subscriber.objects.confirmed().get().email == "sam@example.com"


@pytest.mark.parametrize("typed", ["SAM@example.com", " sam@Example.COM "])
def test_subscribers_are_unique_ignoring_case(subscribe, typed):
    subscribe()
    subscribe(email=typed)
    assert Subscriber.objects.get().email == "sam@example.com"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"email": ""}, "email"), ({"email": "sam"}, "email"), ({"agrees": ""}, "agrees")],
)
def test_an_invalid_form_is_shown_again(subscribe, change, field):
    response = subscribe(**change)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert not Subscriber.objects.exists()


def test_the_eleventh_request_in_an_hour_from_one_ip_address_is_refused(subscribe):
    for number in range(10):
        assert subscribe(email=f"u{number}@example.com").status_code == 302
    response = subscribe(email="u10@example.com")
    assert response.status_code == 429
    assert "Please try again in an hour" in response.text
    assert Subscriber.objects.count() == len(mail.outbox) == 10


def test_one_address_gets_three_mails_an_hour_and_the_page_is_the_same(subscribe):
    answers = [subscribe()["Location"] for _ in range(4)]
    assert answers == ["/newsletter/asked/"] * 4
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_another_site_s_form_is_refused(headers):
    question = f"/newsletter/confirm/{confirm_token(request_newsletter(email='a@b.c', page=FORM))}/"
    for path in (FORM, question):
        assert a_visitor().post(path, REQUEST, headers=headers).status_code == 403
    assert not Subscriber.objects.confirmed().exists()
    assert Subscriber.objects.count() == 1


@pytest.mark.parametrize(
    "path", [FORM, "/newsletter/asked/", "/newsletter/confirmed/", "/privacy/", "/goodbye/"]
)
def test_the_public_pages_are_the_same_for_every_visitor(path):
    customer = a_visitor(a_customer("sam@example.com"))
    stranger = a_visitor().get(path)
    assert customer.get(path).content == stranger.content
    assert stranger.cookies == {}
    assert "Cookie" not in stranger.get("Vary", "")
    assert "csrfmiddlewaretoken" not in stranger.text


def test_every_newsletter_mail_supports_one_click_unsubscribe(subscribe):
    a_subscriber()
    subscribe()
    [welcome] = mail.outbox
    link = welcome.extra_headers["List-Unsubscribe"]
    assert link.startswith(f"<{SHOP}/unsubscribe/")
    assert welcome.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.strip("<>") in welcome.body
    assert link.strip("<>") in welcome.alternatives[0].content


def test_a_mail_program_unsubscribes_with_one_post_from_anywhere():
    subscriber = a_subscriber()
    path = newsletter_link(subscriber).removeprefix(SHOP)
    program = a_visitor()
    program.handler.enforce_csrf_checks = True
    response = program.post(
        path,
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert response.status_code == 200
    assert not Subscriber.objects.exists()
    last = Consent.objects.newest_first().first()
    assert (last.kind, last.is_given, last.page) == ("newsletter", False, "unsubscribe link")


def test_a_get_of_the_unsubscribe_link_changes_nothing():
    path = newsletter_link(a_subscriber()).removeprefix(SHOP)
    assert "You will no longer get" in a_visitor().get(path).text
    assert Subscriber.objects.confirmed().exists()


def test_an_old_unsubscribe_link_works_after_a_new_subscription():
    link = newsletter_link(a_subscriber()).removeprefix(SHOP)
    a_visitor().post(link)
    assert a_visitor().post(link).status_code == 200
    assert Consent.objects.count() == 2, "the second time changes nothing"
    a_subscriber()
    a_visitor().post(link)
    assert not Subscriber.objects.exists()
    given = Consent.objects.values_list("is_given", flat=True)
    assert list(given) == [True, False, True, False]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_unsubscribe_link_does_nothing(method):
    subscriber = a_subscriber()
    link = newsletter_link(subscriber).removeprefix(SHOP)
    for path in (f"{link[:-2]}/", "/unsubscribe/x/", f"/unsubscribe/{confirm_token(subscriber)}/"):
        assert getattr(a_visitor(), method)(path).status_code == 410
    assert Subscriber.objects.confirmed().exists()


def test_an_unsubscribe_link_ends_only_its_kind_of_mail():
    customer = a_customer("sam@example.com")
    a_subscriber()
    a_visitor().post(cart_reminders_link(customer).removeprefix(SHOP))
    assert Subscriber.objects.confirmed().exists()


def test_links_contain_no_email_address():
    subscriber = a_subscriber()
    for link in (newsletter_link(subscriber), confirm_token(subscriber)):
        assert "sam" not in link
    response = a_visitor().get(newsletter_link(subscriber).removeprefix(SHOP))
    assert "sam" not in response.text
    assert "no-store" in response["Cache-Control"]


def test_the_task_stores_a_primary_key_and_no_email_address(committed):
    with committed():
        a_visitor().post(FORM, REQUEST)
    task = DBTaskResult.objects.get()
    assert task.args_kwargs == {"args": [Subscriber.objects.get().pk], "kwargs": {}}


def test_an_unconfirmed_subscription_is_deleted_after_a_week():
    kept = a_subscriber("kim@example.com")
    request_newsletter(email="sam@example.com", page=FORM)
    delete_unconfirmed_subscribers()
    assert Subscriber.objects.count() == 2
    Subscriber.objects.update(asked_at=timezone.now() - timedelta(days=7, minutes=1))
    delete_unconfirmed_subscribers()
    assert Subscriber.objects.get() == kept


def test_a_repeated_request_restarts_the_week():
    request_newsletter(email="sam@example.com", page=FORM)
    Subscriber.objects.update(asked_at=timezone.now() - timedelta(days=6, hours=23))
    request_newsletter(email="sam@example.com", page=FORM)
    assert Subscriber.objects.get().asked_at > timezone.now() - timedelta(minutes=5)
