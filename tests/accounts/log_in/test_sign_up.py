"""Sign-up: log-in requires that the mailed link was opened."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client

from accounts.email_addresses import has_verified_email
from accounts.models import User
from tests.accounts.log_in.sign_up import PASSWORD, sign_up
from tests.accounts.mailbox import link_in, only_mail
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

CHECK_MAILBOX = "/accounts/confirm-email/"


def is_logged_in(visitor: Client) -> bool:
    return get_user(visitor).is_authenticated


def test_sign_up_creates_an_unconfirmed_account():
    visitor = a_visitor()
    response = sign_up(visitor)
    user = User.objects.get()
    assert (response.status_code, response["Location"]) == (302, CHECK_MAILBOX)
    assert not is_logged_in(visitor)
    assert user.email == "sam@example.com"
    assert user.profile.is_first_time_buyer
    assert not has_verified_email(user)
    assert only_mail().to == ["sam@example.com"]


def test_the_mailed_link_opens_a_form_that_confirms_and_logs_in():
    visitor = a_visitor()
    sign_up(visitor)
    path = link_in(only_mail())
    assert "Yes, confirm it" in visitor.get(path).text
    assert not has_verified_email(User.objects.get()), "robots follow links too"
    response = visitor.post(path)
    assert (response.status_code, response["Location"]) == (302, "/users/profile/")
    assert has_verified_email(User.objects.get())
    assert is_logged_in(visitor)


def test_without_a_password_the_account_has_none_and_is_confirmed_by_the_link():
    visitor = a_visitor()
    sign_up(visitor, password1="", password2="")
    visitor.post(link_in(only_mail()))
    assert is_logged_in(visitor)
    assert not User.objects.get().has_usable_password()


def test_in_another_browser_the_link_confirms_without_a_log_in():
    sign_up(a_visitor())
    elsewhere = a_visitor()
    response = elsewhere.post(link_in(only_mail()))
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/")
    assert has_verified_email(User.objects.get())
    assert not is_logged_in(elsewhere)


def test_sign_up_at_the_checkout_returns_to_the_checkout():
    visitor = a_visitor()
    sign_up(visitor, next="/checkout/")
    assert visitor.post(link_in(only_mail()))["Location"] == "/checkout/"


def test_a_used_link_does_nothing_more():
    sign_up(a_visitor())
    path = link_in(only_mail())
    a_visitor().post(path)
    again = a_visitor()
    assert "This link no longer works" in again.get(path).text
    assert again.post(path).status_code == 404
    assert not is_logged_in(again)


def test_a_confirmation_link_expires_after_three_days(clock):
    sign_up(a_visitor())
    path = link_in(only_mail())
    clock.goes_on(3 * 24 * 3600 + 1)
    assert "This link no longer works" in a_visitor().get(path).text
    assert a_visitor().post(path).status_code == 404
    assert not has_verified_email(User.objects.get())


def test_a_forged_link_does_nothing():
    response = a_visitor().get("/accounts/confirm-email/made:up:key/")
    assert "This link no longer works" in response.text


def test_opening_another_user_s_link_logs_the_current_user_out():
    sign_up(a_visitor())
    other = a_visitor(a_customer("other@example.com"))
    other.get(link_in(only_mail()))
    assert not is_logged_in(other)


def test_an_unconfirmed_account_cannot_log_in_with_its_password():
    sign_up(a_visitor())
    visitor = a_visitor()
    fields = {"login": "sam@example.com", "password": PASSWORD}
    response = visitor.post("/accounts/login/", fields)
    assert (response.status_code, response["Location"]) == (302, CHECK_MAILBOX)
    assert not is_logged_in(visitor)
    assert len(mail.outbox) == 1, "a second mail within three minutes would be a nuisance"


def test_a_later_log_in_sends_the_link_again(clock):
    sign_up(a_visitor())
    clock.goes_on(181)
    a_visitor().post("/accounts/login/", {"login": "sam@example.com", "password": PASSWORD})
    assert [message.to for message in mail.outbox] == [["sam@example.com"]] * 2
    a_visitor().post(link_in(mail.outbox[1]))
    assert has_verified_email(User.objects.get())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "sam"}, "email"),
        ({"password1": ""}, "password2"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": "123456789012", "password2": "123456789012"}, "password1"),
        ({"password1": "sam@example.com", "password2": "sam@example.com"}, "password1"),
        ({"password2": "another way from home"}, "password2"),
    ],
)
def test_an_invalid_sign_up_is_refused(change, field):
    response = sign_up(a_visitor(), **change)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not User.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("typed", ["sam@example.com", "SAM@example.com", " Sam@Example.com "])
def test_a_second_sign_up_creates_no_account_and_changes_no_password(typed):
    owner = a_customer("sam@example.com")
    again = a_visitor()
    response = sign_up(again, email=typed)
    owner.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, CHECK_MAILBOX)
    assert User.objects.get() == owner
    assert owner.check_password("correct horse")
    assert not is_logged_in(again)
    assert "You already have an Autovise account" in only_mail().subject


def test_an_unverified_change_of_another_user_does_not_reserve_an_address():
    stranger = a_customer("stranger@example.com")
    EmailAddress.objects.create(user=stranger, email="sam@example.com")
    visitor = a_visitor()
    sign_up(visitor)
    visitor.post(link_in(only_mail()))
    assert has_verified_email(User.objects.get(email="sam@example.com"))
    assert list(stranger.emailaddress_set.values_list("email", flat=True)) == [
        "stranger@example.com"
    ]


def test_signing_up_again_keeps_the_unconfirmed_account_and_its_link():
    sign_up(a_visitor())
    path = link_in(only_mail())
    address = EmailAddress.objects.get()
    sign_up(a_visitor())
    assert EmailAddress.objects.get() == address
    a_visitor().post(path)
    assert has_verified_email(User.objects.get())
