"""List of logged-in devices, and signing out everywhere."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session as LogIn

from accounts.log_in.sessions import delete_ended_devices
from accounts.templatetags.devices import device
from tests.accounts.second_factors import log_in_with_password
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

PAGE = "/accounts/devices/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


def logged_in(email: str, user_agent: str = FIREFOX):
    visitor = a_visitor()
    visitor.defaults["HTTP_USER_AGENT"] = user_agent
    log_in_with_password(visitor, email)
    assert get_user(visitor).is_authenticated
    return visitor


@pytest.fixture
def sam():
    return a_customer("sam@example.com")


def test_every_logged_in_browser_is_listed(sam):
    here = logged_in(sam.email, FIREFOX)
    logged_in(sam.email, SAFARI)
    html = here.get(PAGE).text
    assert "Firefox on Windows" in html
    assert "Mobile Safari on iOS" in html
    assert html.count("this device") == 1


def test_devices_of_other_users_are_not_listed(sam):
    logged_in(sam.email, SAFARI)
    alex = logged_in(a_customer("alex@example.com").email, FIREFOX)
    assert "Safari" not in alex.get(PAGE).text
    assert a_visitor().get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"


def test_signing_out_everywhere_keeps_this_browser_and_other_users_logged_in(sam):
    here, elsewhere = logged_in(sam.email), logged_in(sam.email)
    alex = logged_in(a_customer("alex@example.com").email)
    response = here.post(PAGE)
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert "You are logged out everywhere else." in here.get(PAGE).text
    assert get_user(here) == sam
    assert not get_user(elsewhere).is_authenticated
    assert get_user(alex).is_authenticated
    assert UserSession.objects.filter(user=sam).count() == 1


def test_a_device_is_deleted_when_its_session_has_ended(sam):
    here, left, ended = (logged_in(sam.email) for _ in range(3))
    left.post("/accounts/logout/")
    LogIn.objects.filter(pk=ended.session.session_key).delete()
    delete_ended_devices()
    assert [device.session_key for device in UserSession.objects.all()] == [
        here.session.session_key
    ]
    assert get_user(here) == sam


def test_viewing_the_list_signs_no_device_out(sam):
    here, elsewhere = logged_in(sam.email), logged_in(sam.email)
    here.get(PAGE)
    assert get_user(elsewhere) == sam


def test_a_changed_password_removes_the_other_devices(sam):
    here, elsewhere = logged_in(sam.email, FIREFOX), logged_in(sam.email, SAFARI)
    new = "a long way from home"
    fields = {"oldpassword": "correct horse", "password1": new, "password2": new}
    here.post("/accounts/password/change/", fields)
    html = here.get(PAGE).text
    assert "Firefox on Windows" in html
    assert "Safari" not in html
    assert not get_user(elsewhere).is_authenticated


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Mobile Safari on iOS"),
        ("made up <script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_user_agent_is_shown_as_browser_and_system(user_agent, words):
    assert device(user_agent) == words
