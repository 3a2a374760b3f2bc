"""Change of a password, and reset by a mailed link."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.mailbox import link_in, only_mail
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

EMAIL, OLD, NEW = "sam@example.com", "correct horse", "a long way from home"
CHANGED = {"oldpassword": OLD, "password1": NEW, "password2": NEW}
CHOSEN = {"password1": NEW, "password2": NEW}


@pytest.fixture
def sam():
    return a_customer(EMAIL)


def opens(user: User, password: str) -> bool:
    user.refresh_from_db()
    return user.check_password(password)


def ask_for_reset(email: str = EMAIL) -> str:
    """The path in the mail that comes of it."""
    a_visitor().post("/accounts/password/reset/", {"email": email})
    return link_in(mail.outbox[-1])


def follow(visitor: Client, path: str) -> str:
    """Where the form for a new password stands: its key is in the session, not in the address."""
    return visitor.get(path, follow=True).request["PATH_INFO"]


def test_changing_the_password_logs_only_other_browsers_out(sam):
    here, elsewhere = a_visitor(sam), a_visitor(sam)
    response = here.post("/accounts/password/change/", CHANGED)
    assert (response.status_code, response["Location"]) == (302, "/users/profile/")
    assert opens(sam, NEW)
    assert get_user(here) == sam
    assert not get_user(elsewhere).is_authenticated
    assert only_mail().subject == "Your Autovise password was changed"
    assert only_mail().to == [EMAIL]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"oldpassword": "wrong"}, "oldpassword"),
        ({"oldpassword": ""}, "oldpassword"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": EMAIL, "password2": EMAIL}, "password1"),
        ({"password2": "another"}, "password2"),
    ],
)
def test_an_invalid_change_is_refused(sam, change, field):
    elsewhere = a_visitor(sam)
    response = a_visitor(sam).post("/accounts/password/change/", CHANGED | change)
    assert list(response.context["form"].errors) == [field]
    assert opens(sam, OLD)
    assert get_user(elsewhere) == sam
    assert mail.outbox == []


def test_the_old_password_can_be_guessed_five_times_only(sam):
    visitor = a_visitor(sam)
    for _ in range(5):
        visitor.post("/accounts/password/change/", CHANGED | {"oldpassword": "wrong"})
    assert visitor.post("/accounts/password/change/", CHANGED).status_code == 429
    assert opens(sam, OLD)


def test_a_mailed_link_resets_the_password_and_logs_all_devices_out(sam):
    elsewhere, visitor = a_visitor(sam), a_visitor()
    form = follow(visitor, ask_for_reset())
    assert form.endswith("-set-password/")
    response = visitor.post(form, CHOSEN)
    assert (response.status_code, response["Location"]) == (
        302,
        "/accounts/password/reset/key/done/",
    )
    assert visitor.get(response["Location"]).status_code == 200
    assert opens(sam, NEW)
    assert not get_user(elsewhere).is_authenticated
    assert not get_user(visitor).is_authenticated
    assert mail.outbox[-1].subject == "Your Autovise password was changed"


def test_a_link_resets_the_password_once(sam):
    path = ask_for_reset()
    visitor = a_visitor()
    visitor.post(follow(visitor, path), CHOSEN)
    again = a_visitor()
    assert "This link no longer works" in again.get(path, follow=True).text
    assert "This link no longer works" in visitor.get(path, follow=True).text


def test_the_reset_form_can_be_sent_once(sam):
    visitor = a_visitor()
    form = follow(visitor, ask_for_reset())
    visitor.post(form, CHOSEN)
    third = "a third long password"
    visitor.post(form, {"password1": third, "password2": third})
    assert opens(sam, NEW)


def test_the_reset_form_requires_the_link(sam):
    form = follow(a_visitor(), ask_for_reset())
    stranger = a_visitor()
    assert "This link no longer works" in stranger.get(form).text
    stranger.post(form, CHOSEN)
    assert opens(sam, OLD)


def test_a_reset_link_expires_after_three_days(sam, settings):
    path = ask_for_reset()
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link no longer works" in a_visitor().get(path).text


def test_one_account_s_link_does_not_open_another(sam):
    other = a_customer("other@example.com")
    key = ask_for_reset().rstrip("/").rpartition("/")[2].partition("-")[2]
    theirs = ask_for_reset("other@example.com").rstrip("/").rpartition("/")[2].partition("-")[0]
    path = f"/accounts/password/reset/key/{theirs}-{key}/"
    assert "This link no longer works" in a_visitor().get(path).text
    assert opens(other, OLD)


def test_opening_the_link_logs_another_user_out(sam):
    visitor = a_visitor(a_customer("other@example.com"))
    follow(visitor, ask_for_reset())
    assert not get_user(visitor).is_authenticated


def test_a_log_in_invalidates_an_earlier_link(sam):
    path = ask_for_reset()
    a_visitor().post("/accounts/login/", {"login": EMAIL, "password": OLD})
    assert "This link no longer works" in a_visitor().get(path).text


def test_an_invalid_new_password_is_refused(sam):
    visitor = a_visitor()
    form = follow(visitor, ask_for_reset())
    response = visitor.post(form, {"password1": "short", "password2": "short"})
    assert list(response.context["form"].errors) == ["password1"]
    assert opens(sam, OLD)


def test_an_unverified_new_address_resets_no_password():
    stranger = a_customer("stranger@example.com")
    EmailAddress.objects.create(user=stranger, email=EMAIL)
    a_visitor().post("/accounts/password/reset/", {"email": EMAIL})
    assert "There is no Autovise account" in only_mail().subject


def test_a_user_without_a_password_can_set_one(sam):
    sam.set_unusable_password()
    sam.save()
    visitor = a_visitor(sam)
    assert visitor.get("/accounts/password/change/")["Location"] == "/accounts/password/set/"
    assert visitor.get("/accounts/password/set/").status_code == 200
    visitor.post("/accounts/password/set/", CHOSEN)
    assert opens(sam, NEW)
    assert get_user(visitor) == sam


@pytest.mark.parametrize("address", ["/accounts/password/change/", "/accounts/password/set/"])
def test_changing_the_password_requires_log_in(sam, address):
    response = a_visitor().post(address, CHANGED)
    assert response["Location"] == f"/accounts/login/?next={address}"
    assert opens(sam, OLD)
