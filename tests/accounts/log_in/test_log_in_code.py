"""Log-in with a one-time code."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core import mail

from accounts.email_addresses import has_verified_email
from accounts.models import User
from tests.accounts.mailbox import code_in, only_mail
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

EMAIL = "sam@example.com"
TYPE_IT = "/accounts/login/code/confirm/"


def asks_for_code(visitor, email: str = EMAIL, **more: str):
    return visitor.post("/accounts/login/code/", {"email": email} | more)


def test_the_mailed_code_logs_in():
    sam = a_customer(EMAIL)
    visitor = a_visitor()
    response = asks_for_code(visitor)
    assert (response.status_code, response["Location"]) == (302, TYPE_IT)
    assert visitor.get(TYPE_IT).status_code == 200
    assert not get_user(visitor).is_authenticated
    response = visitor.post(TYPE_IT, {"code": code_in(only_mail())})
    assert (response.status_code, response["Location"]) == (302, "/users/profile/")
    assert get_user(visitor) == sam


def test_it_redirects_to_the_requested_page_but_never_to_another_site():
    a_customer(EMAIL)
    for wanted, led_to in [("/checkout/", "/checkout/"), ("//evil.example", "/users/profile/")]:
        mail.outbox.clear()
        visitor = a_visitor()
        asks_for_code(visitor, next=wanted)
        fields = {"code": code_in(only_mail()), "next": wanted}
        assert visitor.post(TYPE_IT, fields)["Location"] == led_to


def test_a_code_works_once():
    a_customer(EMAIL)
    visitor = a_visitor()
    asks_for_code(visitor)
    code = code_in(only_mail())
    visitor.post(TYPE_IT, {"code": code})
    visitor.post("/accounts/logout/")
    response = visitor.post(TYPE_IT, {"code": code})
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/code/")
    assert not get_user(visitor).is_authenticated


def test_a_code_works_only_in_the_browser_that_asked_for_it():
    a_customer(EMAIL)
    asks_for_code(a_visitor())
    other = a_visitor()
    response = other.post(TYPE_IT, {"code": code_in(only_mail())})
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/code/")
    assert not get_user(other).is_authenticated


def test_a_code_expires_after_ten_minutes(clock):
    a_customer(EMAIL)
    visitor = a_visitor()
    asks_for_code(visitor)
    clock.goes_on(601)
    response = visitor.post(TYPE_IT, {"code": code_in(only_mail())})
    assert response.status_code == 302
    assert not get_user(visitor).is_authenticated


def test_after_three_wrong_codes_the_right_one_is_refused():
    a_customer(EMAIL)
    visitor = a_visitor()
    asks_for_code(visitor)
    for _ in range(2):
        response = visitor.post(TYPE_IT, {"code": "WRONG1"})
        assert "That code is incorrect or has expired." in response.text
    assert visitor.post(TYPE_IT, {"code": "WRONG1"})["Location"] == "/accounts/login/code/"
    visitor.post(TYPE_IT, {"code": code_in(only_mail())})
    assert not get_user(visitor).is_authenticated


def test_a_code_to_an_unverified_new_address_does_not_log_in():
    stranger = a_customer("stranger@example.com")
    EmailAddress.objects.create(user=stranger, email=EMAIL)
    asks_for_code(a_visitor())
    assert "There is no Autovise account" in only_mail().subject


def test_more_than_three_codes_a_minute_are_refused():
    a_customer(EMAIL)
    for _ in range(3):
        asks_for_code(a_visitor())
    response = asks_for_code(a_visitor())
    assert response.status_code == 200
    assert "Too many attempts" in response.text
    assert len(mail.outbox) == 3


def test_an_inactive_account_gets_no_code():
    a_customer(EMAIL)
    User.objects.update(is_active=False)
    asks_for_code(a_visitor())
    assert "There is no Autovise account" in only_mail().subject


def test_a_code_that_confirms_an_address_voids_the_unverified_password():
    sam = a_customer(EMAIL, is_verified=False)
    visitor = a_visitor()
    asks_for_code(visitor)
    visitor.post(TYPE_IT, {"code": code_in(only_mail())})
    sam.refresh_from_db()
    assert get_user(visitor) == sam
    assert has_verified_email(sam)
    assert not sam.has_usable_password()
    assert "Please choose a new one" in visitor.get("/users/profile/").text


def test_a_code_keeps_the_password_of_a_confirmed_account():
    sam = a_customer(EMAIL)
    visitor = a_visitor()
    asks_for_code(visitor)
    visitor.post(TYPE_IT, {"code": code_in(only_mail())})
    sam.refresh_from_db()
    assert sam.check_password("correct horse")
