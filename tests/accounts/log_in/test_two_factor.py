"""Two-factor authentication: authenticator app, passkeys and recovery codes."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.core import mail

from tests.accounts.authenticator_app import AuthenticatorApp
from tests.accounts.second_factors import log_in_with_password, recovery_codes, set_up_app
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

EMAIL = "sam@example.com"
ASKED = "/accounts/two-factor/authenticate/"
PAGES = [
    "/accounts/two-factor/",
    "/accounts/two-factor/totp/activate/",
    "/accounts/two-factor/totp/deactivate/",
    "/accounts/two-factor/recovery-codes/",
    "/accounts/two-factor/recovery-codes/generate/",
    "/accounts/two-factor/recovery-codes/download/",
    "/accounts/two-factor/webauthn/",
    "/accounts/two-factor/webauthn/add/",
    "/accounts/two-factor/webauthn/reauthenticate/",
    "/accounts/two-factor/reauthenticate/",
]


@pytest.fixture
def sam():
    return a_customer(EMAIL)


@pytest.fixture
def here(sam):
    return a_visitor(sam)


@pytest.fixture
def app(here):
    return set_up_app(here)


def is_in(visitor) -> bool:
    return get_user(visitor).is_authenticated


def test_the_authenticator_app_matches_the_example_of_rfc_6238():
    """RFC 6238, appendix B: the app that these tests hold is an honest one."""
    app = AuthenticatorApp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.time", lambda: 1111111109)
        assert app.shows() == "081804"


def test_setting_up_requires_the_password(here):
    response = here.get("/accounts/two-factor/totp/activate/")
    assert response["Location"].startswith("/accounts/reauthenticate/?next=")


def test_setting_up_an_app_shows_recovery_codes_and_sends_a_mail(
    here, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(here)
    assert len(set(recovery_codes(here))) == 10
    assert mail.outbox[-1].to == [EMAIL]
    assert mail.outbox[-1].subject == "An authenticator app was set up"


def test_a_wrong_code_sets_up_no_app(sam, here):
    here.post("/accounts/reauthenticate/", {"password": "correct horse"})
    here.get("/accounts/two-factor/totp/activate/")
    response = here.post("/accounts/two-factor/totp/activate/", {"code": "000000"})
    assert "That code is incorrect" in response.text
    assert not Authenticator.objects.exists()


def test_the_password_is_no_longer_sufficient(app, clock):
    visitor = a_visitor()
    response = log_in_with_password(visitor, EMAIL, next="/checkout/")
    assert (response.status_code, response["Location"]) == (302, ASKED)
    assert not is_in(visitor)
    assert visitor.get("/users/profile/").status_code == 302
    clock.goes_on(60)
    response = visitor.post(ASKED, {"code": app.shows()})
    assert (response.status_code, response["Location"]) == (302, "/checkout/")
    assert is_in(visitor)


def test_a_code_works_once(app, clock):
    clock.goes_on(60)
    code = app.shows()
    for is_first in (True, False):
        visitor = a_visitor()
        log_in_with_password(visitor, EMAIL)
        visitor.post(ASKED, {"code": code})
        assert is_in(visitor) is is_first


def test_an_old_code_is_refused(app, clock):
    code = app.shows()
    clock.goes_on(90)
    visitor = a_visitor()
    log_in_with_password(visitor, EMAIL)
    assert "That code is incorrect" in visitor.post(ASKED, {"code": code}).text
    assert not is_in(visitor)


def test_a_one_time_code_by_mail_does_not_replace_the_second_factor(app):
    visitor = a_visitor()
    visitor.post("/accounts/login/code/", {"email": EMAIL})
    code = mail.outbox[-1].body.split("\n\n")[2]
    response = visitor.post("/accounts/login/code/confirm/", {"code": code})
    assert response["Location"] == ASKED
    assert not is_in(visitor)


def test_a_password_reset_does_not_replace_the_second_factor(app):
    visitor = a_visitor()
    visitor.post("/accounts/password/reset/", {"email": EMAIL})
    path = next(word for word in mail.outbox[-1].body.split() if "/key/" in word)
    form = visitor.get(path.removeprefix("http://testserver"), follow=True).request["PATH_INFO"]
    visitor.post(form, {"password1": "correct horse", "password2": "correct horse"})
    assert log_in_with_password(visitor, EMAIL)["Location"] == ASKED
    assert not is_in(visitor)


def test_five_wrong_codes_block_log_in_for_a_minute(app, clock):
    clock.goes_on(60)
    visitor = a_visitor()
    log_in_with_password(visitor, EMAIL)
    for _ in range(5):
        visitor.post(ASKED, {"code": "000000"})
    assert "Too many attempts" in visitor.post(ASKED, {"code": app.shows()}).text
    assert not is_in(visitor)
    clock.goes_on(61)
    visitor.post(ASKED, {"code": app.shows()})
    assert is_in(visitor)


def test_a_recovery_code_works_once(here, app):
    code = recovery_codes(here)[0]
    for is_first in (True, False):
        visitor = a_visitor()
        log_in_with_password(visitor, EMAIL)
        visitor.post(ASKED, {"code": code})
        assert is_in(visitor) is is_first


def test_new_recovery_codes_replace_the_old_ones(here, app):
    old = recovery_codes(here)
    here.post("/accounts/two-factor/recovery-codes/generate/")
    assert not set(old) & set(recovery_codes(here))
    visitor = a_visitor()
    log_in_with_password(visitor, EMAIL)
    visitor.post(ASKED, {"code": old[0]})
    assert not is_in(visitor)


def test_the_recovery_codes_can_be_downloaded(here, app):
    response = here.get("/accounts/two-factor/recovery-codes/download/")
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert response.text.split() == recovery_codes(here)


def test_showing_the_codes_again_requires_the_password(here, app, clock):
    clock.goes_on(301)
    response = here.get("/accounts/two-factor/recovery-codes/")
    assert response["Location"].startswith("/accounts/reauthenticate/?next=")


def test_disabling_the_second_factor_requires_a_post_and_deletes_its_codes(sam, here, app):
    page = here.get("/accounts/two-factor/totp/deactivate/")
    assert "Switch it off" in page.text
    assert Authenticator.objects.filter(user=sam).count() == 2
    here.post("/accounts/two-factor/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert mail.outbox[-1].subject == "The authenticator app was switched off"
    assert log_in_with_password(a_visitor(), EMAIL)["Location"] == "/users/profile/"


def test_the_secrets_are_encrypted_in_the_database(sam, app):
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert len(app.key) == 32
    assert app.key not in stored


def test_authenticator_apps_work_after_the_secret_key_is_rolled(app, clock, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "rolled", [settings.SECRET_KEY]
    clock.goes_on(60)
    visitor = a_visitor()
    log_in_with_password(visitor, EMAIL)
    visitor.post(ASKED, {"code": app.shows()})
    assert is_in(visitor)


def test_a_user_with_a_second_factor_can_change_the_address(sam, here, app):
    here.post("/accounts/email/", {"email": "sam@new.example", "action_add": ""})
    assert mail.outbox[-1].to == ["sam@new.example"]


@pytest.mark.parametrize("address", PAGES)
def test_the_pages_require_log_in(address):
    response = a_visitor().get(address)
    assert response.status_code == 302
    assert response["Location"].startswith(("/accounts/login/", "/accounts/reauthenticate/"))


@pytest.mark.parametrize("address", ["/accounts/two-factor/", "/accounts/two-factor/webauthn/"])
def test_the_pages_open_for_a_customer(here, address):
    assert here.get(address).status_code == 200


@pytest.mark.parametrize("action", ["edit", "remove"])
@pytest.mark.parametrize("who", ["another customer", "nobody"])
def test_another_user_s_passkey_cannot_be_changed(sam, action, who):
    passkey = Authenticator.objects.create(
        user=sam, type=Authenticator.Type.WEBAUTHN, data={"name": "My phone", "credential": {}}
    )
    visitor = a_visitor(a_customer() if who == "another customer" else None)
    visitor.post("/accounts/reauthenticate/", {"password": "correct horse"})
    path = f"/accounts/two-factor/webauthn/keys/{passkey.pk}/{action}/"
    expected = 404 if who == "another customer" else 302
    assert visitor.get(path).status_code == expected
    assert visitor.post(path, {"name": "Mine"}).status_code == expected
    passkey.refresh_from_db()
    assert passkey.data["name"] == "My phone"


def test_a_get_of_the_page_that_removes_a_passkey_removes_none(sam, here):
    passkey = Authenticator.objects.create(
        user=sam, type=Authenticator.Type.WEBAUTHN, data={"name": "My phone", "credential": {}}
    )
    here.post("/accounts/reauthenticate/", {"password": "correct horse"})
    path = f"/accounts/two-factor/webauthn/keys/{passkey.pk}/remove/"
    assert "My phone" in here.get(path).text
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
    here.post(path)
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()
