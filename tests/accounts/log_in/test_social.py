"""Log-in with Google: enabled by its keys, and only for accounts with a verified address."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client

from accounts.email_addresses import has_verified_email
from accounts.log_in.social import GoogleAtSiteUrl
from accounts.models import User
from tests.accounts import google_on
from tests.accounts.answers import all_of
from tests.accounts.google_side import CLIENT_ID, GoogleSide
from tests.autovise.production import python
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

EMAIL = "sam@example.com"
START, BACK = "/accounts/google/login/", "/accounts/google/login/callback/"
SAM = {"sub": "1234", "email": EMAIL, "email_verified": True, "given_name": "Sam"}


@pytest.fixture
def google(settings, monkeypatch):
    side = GoogleSide()
    settings.ROOT_URLCONF = google_on.__name__
    settings.USES_GOOGLE = True
    provider = settings.SOCIALACCOUNT_PROVIDERS["google"]
    keys = {"APPS": [{"client_id": CLIENT_ID, "secret": "secret"}]}
    settings.SOCIALACCOUNT_PROVIDERS = {"google": provider | keys}
    monkeypatch.setattr(GoogleAtSiteUrl, "access_token_url", side.token_url)
    yield side
    side.stop()


def come_back(visitor: Client, google: GoogleSide, person: dict, start: str = START, **fields):
    """The whole way to Google and back, as this person."""
    google.person = person
    sent = google.is_asked_to_log_in(visitor.post(start, fields)["Location"])
    return visitor.get(BACK, {"state": sent["state"], "code": "code"})


def test_a_new_user_gets_a_confirmed_account_without_a_password(google):
    visitor = a_visitor()
    response = come_back(visitor, google, SAM)
    user = User.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/users/profile/")
    assert get_user(visitor) == user
    assert (user.email, user.first_name) == (EMAIL, "Sam")
    assert user.profile.is_first_time_buyer
    assert has_verified_email(user)
    assert not user.has_usable_password()
    assert mail.outbox == []


def test_a_second_log_in_opens_the_same_account(google):
    come_back(a_visitor(), google, SAM)
    again = a_visitor()
    come_back(again, google, SAM | {"email": "sam@elsewhere.example"})
    assert get_user(again) == User.objects.get()


def test_an_account_is_connected_if_both_sides_have_verified_the_address(google):
    sam = a_customer(EMAIL)
    visitor = a_visitor()
    come_back(visitor, google, SAM)
    assert get_user(visitor) == sam
    assert SocialAccount.objects.get().user == sam
    sam.refresh_from_db()
    assert sam.check_password("correct horse")


def test_no_account_is_connected_by_an_address_that_google_has_not_verified(google):
    a_customer(EMAIL)
    visitor = a_visitor()
    response = come_back(visitor, google, SAM | {"email_verified": False})
    assert response["Location"] == "/accounts/confirm-email/"
    assert not get_user(visitor).is_authenticated
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1
    assert mail.outbox[0].to == [EMAIL]


def test_no_account_is_connected_by_an_address_that_the_shop_has_not_verified(google):
    unverified = a_customer(EMAIL, is_verified=False)
    visitor = a_visitor()
    response = come_back(visitor, google, SAM)
    assert response["Location"] == "/accounts/confirm-email/"
    assert not get_user(visitor).is_authenticated
    assert not SocialAccount.objects.exists()
    assert not has_verified_email(unverified)


def test_no_account_is_connected_by_an_unverified_change_of_address(google):
    stranger = a_customer("stranger@example.com")
    EmailAddress.objects.create(user=stranger, email=EMAIL)
    visitor = a_visitor()
    come_back(visitor, google, SAM)
    user = get_user(visitor)
    assert user != stranger
    assert user.email == EMAIL
    assert has_verified_email(user)
    assert [address.email for address in stranger.emailaddress_set.all()] == [stranger.email]


def test_an_unverified_address_does_not_reveal_whether_an_account_exists(google):
    a_customer(EMAIL)
    known, unknown = (
        all_of(come_back(a_visitor(), google, SAM | {"email": email, "email_verified": False}))
        for email in (EMAIL, "new@example.com")
    )
    assert known == unknown


def test_google_does_not_replace_the_second_factor(google):
    sam = a_customer(EMAIL)
    Authenticator.objects.create(user=sam, type=Authenticator.Type.TOTP, data={"secret": ""})
    visitor = a_visitor()
    response = come_back(visitor, google, SAM)
    assert response["Location"] == "/accounts/two-factor/authenticate/"
    assert not get_user(visitor).is_authenticated


def test_an_inactive_account_cannot_log_in(google):
    a_customer(EMAIL)
    User.objects.update(is_active=False)
    visitor = a_visitor()
    assert come_back(visitor, google, SAM)["Location"] == "/accounts/inactive/"
    assert not get_user(visitor).is_authenticated


def test_google_receives_only_site_url(google):
    visitor = Client(headers={"host": "localhost:6666"})
    sent = google.is_asked_to_log_in(visitor.post(START)["Location"])
    assert sent["redirect_uri"] == f"http://testserver{BACK}"
    assert sent["code_challenge_method"] == "S256"
    assert set(sent["scope"].split()) == {"profile", "email"}


def test_a_get_does_not_redirect_to_google(google):
    visitor = a_visitor()
    response = visitor.get(START)
    assert response.status_code == 200
    assert "Continue to Google" in response.text


def test_an_unrequested_callback_logs_no_user_in(google):
    visitor = a_visitor()
    google.person = SAM
    for query in ({"code": "code"}, {"code": "code", "state": "made-up"}):
        response = visitor.get(BACK, query)
        assert "Google could not log you in" in response.text
    assert not get_user(visitor).is_authenticated
    assert google.asked == []


def test_a_callback_in_another_browser_logs_no_user_in(google):
    google.person = SAM
    sent = google.is_asked_to_log_in(a_visitor().post(START)["Location"])
    victim = a_visitor()
    victim.get(BACK, {"state": sent["state"], "code": "code"})
    assert not get_user(victim).is_authenticated


def test_cancelling_at_google_shows_a_message(google):
    visitor = a_visitor()
    sent = google.is_asked_to_log_in(visitor.post(START)["Location"])
    response = visitor.get(BACK, {"state": sent["state"], "error": "access_denied"}, follow=True)
    assert "You are not logged in" in response.text


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [("/checkout/", "/checkout/"), ("https://evil.example/", "/users/profile/")],
)
def test_it_redirects_within_the_shop_only(google, wanted, led_to):
    assert come_back(a_visitor(), google, SAM, next=wanted)["Location"] == led_to


def test_a_customer_can_connect_and_disconnect_google(google):
    sam = a_customer(EMAIL)
    visitor = a_visitor(sam)
    visitor.post("/accounts/reauthenticate/", {"password": "correct horse"})
    assert "Connect Google" in visitor.get("/accounts/social/").text
    other = SAM | {"email": "sam@gmail.com"}
    come_back(visitor, google, other, start=f"{START}?process=connect")
    assert SocialAccount.objects.get().user == sam
    sam.refresh_from_db()
    assert sam.email == EMAIL
    assert mail.outbox[0].subject == "Google was connected to your Autovise account"
    assert "sam@gmail.com" in visitor.get("/accounts/social/").text
    visitor.get("/accounts/social/", {"account": SocialAccount.objects.get().pk})
    assert SocialAccount.objects.exists()
    visitor.post("/accounts/social/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()


def test_another_user_s_google_account_cannot_be_disconnected(google):
    come_back(a_visitor(), google, SAM)
    visitor = a_visitor(a_customer())
    visitor.post("/accounts/reauthenticate/", {"password": "correct horse"})
    visitor.post("/accounts/social/", {"account": SocialAccount.objects.get().pk})
    assert SocialAccount.objects.exists()


def test_log_in_with_google_is_offered_if_its_keys_are_set(google):
    assert "Log in with Google" in a_visitor().get("/accounts/login/").text
    assert "Sign up with Google" in a_visitor().get("/accounts/signup/").text
    assert "Log-in with Google" in a_visitor(a_customer()).get("/users/profile/").text


def test_without_keys_log_in_with_google_is_off():
    assert a_visitor().get(START).status_code == 404
    assert a_visitor().get("/accounts/social/").status_code == 404
    assert "Google" not in a_visitor().get("/accounts/login/").text
    assert "Google" not in a_visitor(a_customer()).get("/users/profile/").text


ROUTED = """import django, json; django.setup()
from django.conf import settings
from django.urls import reverse, NoReverseMatch
try: address = reverse("google_login")
except NoReverseMatch: address = ""
print(json.dumps([address, "https://accounts.google.com" in settings.SECURE_CSP["form-action"]]))"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, ["", False]),
        ({"GOOGLE_CLIENT_ID": "id", "GOOGLE_CLIENT_SECRET": "secret"}, [START, True]),
    ],
)
def test_setting_the_keys_enables_log_in_with_google(tmp_path, keys, expected):
    environment = {"DJANGO_SETTINGS_MODULE": "autovise.settings.demo"} | keys
    done = python(ROUTED, environment, tmp_path)
    assert json.loads(done.stdout) == expected, done.stderr


@pytest.mark.parametrize("name", ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"])
def test_a_single_key_is_refused(tmp_path, name):
    (missing,) = {"GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"} - {name}
    done = python("import autovise.settings.demo", {name: "x"}, tmp_path)
    assert f"ImproperlyConfigured: {missing} is not set" in done.stderr
