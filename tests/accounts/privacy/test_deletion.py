"""Account deletion: confirmed, done once, and no personal data remains."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from accounts.consent.newsletter import confirm_newsletter, request_newsletter
from accounts.consent.records import record_choice
from accounts.models import (
    AccountDeletedMail,
    Consent,
    ConsentKind,
    DataDownload,
    Subscriber,
    User,
    UserProfile,
)
from accounts.models.data_download import private_downloads
from accounts.privacy import deletion_codes
from accounts.privacy.erase import delete_old_account_deleted_mails, erase_person
from accounts.privacy.exports import request_download
from accounts.privacy.mails import ACCOUNT_DELETED
from accounts.privacy.registry import ErasureRefused
from checkout.models import Cart, CartLine
from outbox.mails import queue_mail, send_waiting_mails
from outbox.models import OutgoingMail
from tests.builders import a_cart, a_customer, a_product, a_user, a_visitor
from tests.mail_server import NO_MAIL
from tests.outbox.builders import the_mail

pytestmark = pytest.mark.django_db

DELETE, CODE = "/users/profile/delete/", "/users/profile/delete/code/"
RIGHT = {"password": "correct horse"}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def a_customer_without_password(email: str = "sam@example.com") -> User:
    customer = a_customer(email)
    customer.set_unusable_password()
    customer.save()
    return customer


def mailed_code() -> str:
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]


def test_the_right_password_erases_the_personal_data(committed, run_tasks):
    customer = a_customer("sam@example.com")
    a_cart(a_product(), user=customer)
    record_choice(user=customer, kind=ConsentKind.CART_REMINDERS, is_given=True, page="/here/")
    confirm_newsletter(request_newsletter(email="sam@example.com", page="/newsletter/"))
    with committed():
        request_download(customer)
    run_tasks()
    visitor, elsewhere, other = a_visitor(customer), a_visitor(customer), a_visitor(a_customer())
    elsewhere.get("/users/profile/")
    mail.outbox.clear()

    with committed():
        response = visitor.post(DELETE, RIGHT)
    assert (response.status_code, response["Location"]) == (302, "/goodbye/")
    assert User.objects.filter(email="sam@example.com").count() == 0
    for model in (EmailAddress, UserProfile):
        assert not model.objects.filter(user_id=customer.pk).exists()
    for model in (Cart, CartLine, DataDownload, Subscriber):
        assert not model.objects.exists()
    assert private_downloads().listdir("")[1] == []
    assert not get_user(visitor).is_authenticated
    assert not get_user(elsewhere).is_authenticated
    assert get_user(other).is_authenticated

    assert sorted(run_tasks()) == ["end_sessions", "send_mail"]
    assert [session.session_key for session in Session.objects.all()] == [other.session.session_key]
    [confirmation] = mail.outbox
    assert confirmation.to == ["sam@example.com"]
    assert confirmation.subject == "Your Autovise account is deleted"
    for words in (confirmation.body, confirmation.alternatives[0][0]):
        assert "We will email you again only about an order" in words
        assert "last email" not in words
    assert not AccountDeletedMail.objects.exists()


def test_consents_are_kept_without_the_user_and_withdrawn_with_the_account():
    customer = a_customer("sam@example.com")
    record_choice(user=customer, kind=ConsentKind.CART_REMINDERS, is_given=True, page="/here/")
    confirm_newsletter(request_newsletter(email="sam@example.com", page="/newsletter/"))
    erase_person(customer)
    rows = Consent.objects.values_list("kind", "is_given", "user", "text")
    assert [(kind, given, user) for kind, given, user, _ in rows] == [
        ("cart_reminders", True, None),
        ("newsletter", True, None),
        ("cart_reminders", False, None),
        ("newsletter", False, None),
    ]
    assert rows[3][3] == "The account was deleted."


def test_the_subscription_of_an_unverified_address_is_kept():
    confirm_newsletter(request_newsletter(email="victim@example.com", page="/newsletter/"))
    erase_person(a_customer("victim@example.com", is_verified=False))
    assert Subscriber.objects.confirmed().count() == 1


@pytest.mark.parametrize("fields", [{}, {"password": ""}, {"password": "wrong"}, {"code": "1"}])
def test_without_the_password_nothing_happens(committed, fields):
    visitor = a_visitor(a_customer())
    with committed():
        assert visitor.post(DELETE, fields).status_code == 400
    assert User.objects.count() == 1
    assert get_user(visitor).is_authenticated
    assert not DBTaskResult.objects.exists()


def test_a_get_deletes_nothing():
    visitor = a_visitor(a_customer())
    assert visitor.get(DELETE, RIGHT).status_code == 200
    assert visitor.get(CODE).status_code == 405
    assert User.objects.count() == 1
    assert mail.outbox == []


def test_the_sixth_attempt_in_a_minute_is_refused_even_with_the_right_password():
    visitor = a_visitor(a_customer())
    for _ in range(5):
        assert visitor.post(DELETE, {"password": "wrong"}).status_code == 400
    assert visitor.post(DELETE, RIGHT).status_code == 429
    assert User.objects.count() == 1


@pytest.mark.parametrize("path", [DELETE, CODE])
def test_an_anonymous_visitor_is_redirected_to_the_log_in(path):
    for method in ("get", "post"):
        response = getattr(a_visitor(), method)(path)
        assert response["Location"] == f"/accounts/login/?next={path}"


def test_a_post_from_another_site_deletes_nothing():
    customer = a_customer()
    visitor = a_visitor(customer)
    visitor.handler.enforce_csrf_checks = True
    assert visitor.post(DELETE, RIGHT).status_code == 403
    assert User.objects.count() == 1


def test_an_account_without_password_is_deleted_with_a_mailed_code(committed):
    visitor = a_visitor(a_customer_without_password())
    assert "Send me a code" in visitor.get(DELETE).text
    visitor.post(CODE)
    assert mail.outbox[0].to == ["sam@example.com"]
    code = mailed_code()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert visitor.post(DELETE, {"code": wrong}).status_code == 400
    with committed():
        assert visitor.post(DELETE, {"code": f" {code} "})["Location"] == "/goodbye/"
    assert not User.objects.exists()


def test_a_code_does_not_work_in_another_browser():
    customer = a_customer_without_password()
    a_visitor(customer).post(CODE)
    assert a_visitor(customer).post(DELETE, {"code": mailed_code()}).status_code == 400
    assert User.objects.count() == 1


def test_an_older_code_is_void():
    visitor = a_visitor(a_customer_without_password())
    visitor.post(CODE)
    older = mailed_code()
    visitor.post(CODE)
    if older != mailed_code():
        assert visitor.post(DELETE, {"code": older}).status_code == 400
        assert User.objects.count() == 1


def test_a_code_expires_after_ten_minutes(monkeypatch):
    customer, session = a_customer(), {}
    code = deletion_codes.issue_code(session, customer)
    session["deletion_code"]["until"] -= 10 * 60 + 1
    assert not deletion_codes.is_code_correct(session, customer, code)
    assert session == {}


def test_five_wrong_codes_void_the_right_one():
    customer, session = a_customer(), {}
    code = deletion_codes.issue_code(session, customer)
    for _ in range(5):
        assert not deletion_codes.is_code_correct(session, customer, "no code")
    assert not deletion_codes.is_code_correct(session, customer, code)


def test_codes_are_sent_three_times_in_ten_minutes_at_most():
    visitor = a_visitor(a_customer_without_password())
    for _ in range(4):
        visitor.post(CODE)
    assert len(mail.outbox) == 3


def test_a_failed_code_mail_shows_an_error_and_logs_no_address(settings, caplog):
    settings.MAILERS = NO_MAIL
    response = a_visitor(a_customer_without_password()).post(CODE, follow=True)
    assert "could not be sent" in response.text
    assert "sam@example.com" not in caplog.text


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_staff": True, "is_superuser": True}])
def test_staff_cannot_delete_their_own_account(fields):
    staff = a_user(**fields)
    visitor = a_visitor(staff)
    for response in (visitor.get(DELETE), visitor.post(DELETE, RIGHT), visitor.post(CODE)):
        assert response.status_code == 403
    assert User.objects.get() == staff
    assert "/users/profile/delete/" not in visitor.get("/users/profile/data/").text


def test_the_last_owner_cannot_be_deleted_in_any_way(owner):
    with pytest.raises(ErasureRefused, match="only owner"), transaction.atomic():
        owner.delete()
    another = a_user(is_superuser=True)
    another.delete()
    assert User.objects.get() == owner


def test_two_tabs_delete_one_account_and_send_one_mail(committed, run_tasks):
    customer = a_customer()
    with committed():
        erase_person(customer)
        erase_person(customer)
    run_tasks()
    assert len(mail.outbox) == 1


def test_a_confirmation_that_could_not_be_sent_is_sent_later(committed, settings):
    with committed():
        erase_person(a_customer())
    good = settings.MAILERS
    settings.MAILERS = NO_MAIL
    with pytest.raises(OSError, match="ConnectionRefused"):
        send_waiting_mails()
    farewell = AccountDeletedMail.objects.get()
    assert the_mail(ACCOUNT_DELETED, farewell).claimed_at is None
    settings.MAILERS = good
    send_waiting_mails()
    assert len(mail.outbox) == 1
    assert not AccountDeletedMail.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_the_task_of_the_confirmation_stores_no_email_address(committed):
    with committed():
        erase_person(a_customer("sam@example.com"))
    asked = [task.args_kwargs for task in DBTaskResult.objects.all()]
    assert "sam" not in str(asked)


def test_the_log_contains_the_primary_key_and_no_email_address(committed, caplog):
    caplog.set_level("INFO")
    customer = a_customer("sam@example.com")
    pk = customer.pk
    with committed():
        a_visitor(customer).post(DELETE, RIGHT)
    assert f"account {pk} is deleted" in caplog.text
    assert "sam" not in caplog.text


def test_the_name_is_removed_from_the_admin_s_history():
    customer = a_customer("sam@example.com")
    entry = ModelLogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(customer.pk),
        label="sam@example.com",
        action="wagtail.edit",
        timestamp=timezone.now(),
        data={"email": "sam@example.com"},
    )
    erase_person(customer)
    entry.refresh_from_db()
    assert (entry.label, entry.data) == ("A deleted account", {})


def test_a_farewell_nobody_could_send_is_not_kept_for_ever():
    queue_mail(ACCOUNT_DELETED, AccountDeletedMail.objects.create(email="sam@example.com"))
    AccountDeletedMail.objects.update(erased_at=timezone.now() - timedelta(days=8))
    delete_old_account_deleted_mails()
    send_waiting_mails()
    assert not AccountDeletedMail.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert mail.outbox == []


def test_the_page_after_the_deletion_is_the_same_for_every_visitor():
    response = a_visitor().get("/goodbye/")
    assert "Your account is deleted" in response.text
    assert response.cookies == {}
