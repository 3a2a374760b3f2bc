"""From sign-up to the second factor, without JavaScript and with it; axe looks at every page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD, NEW_PASSWORD = "a long way from home", "an even longer way from home"
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1440, "height": 900}
WIDTH_OF_CONTENT = "document.documentElement.scrollWidth"


@pytest.fixture
def a_customer(a_shopper, records):
    def make(email: str, **options) -> Customer:
        return Customer(a_shopper(**options), records, email, PASSWORD)

    return make


@pytest.mark.parametrize("javascript", [False, True], ids=["without-script", "with-script"])
def test_sign_up_password_devices_and_second_factor(a_customer, javascript):
    email = f"journey-{'with' if javascript else 'without'}@example.com"
    sam = a_customer(email, javascript=javascript)
    sam.signs_up()
    sam.opens_mailed_link()
    sam.clicks("Yes, confirm it", role="button")
    sam.reads("Your account")
    sam.logs_out()
    sam.logs_in_again()

    elsewhere = a_customer(email)
    elsewhere.logs_in_again()
    sam.opens("/accounts/password/change/")
    sam.fills_in(oldpassword=PASSWORD, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    sam.clicks("Change my password", role="button")
    expect(sam.page.get_by_text("Your password is changed.")).to_be_visible()
    elsewhere.opens("/users/profile/")
    elsewhere.reads("Log in")

    sam.password = elsewhere.password = NEW_PASSWORD
    elsewhere.logs_in_again()
    sam.opens("/accounts/devices/")
    expect(sam.page.locator(".rows__row")).to_have_count(2)
    sam.clicks("Log out everywhere else", role="button")
    expect(sam.page.locator(".rows__row")).to_have_count(1)
    elsewhere.opens("/users/profile/")
    elsewhere.reads("Log in")

    sam.opens("/accounts/two-factor/")
    sam.clicks("Set up an authenticator app")
    sam.shows_password()
    sam.sets_up_app()
    spare = sam.recovery_codes()[0]
    sam.logs_out()
    sam.logs_in_again(heading="Your second factor")
    sam.fills_in(code=spare)
    sam.clicks("Log in", role="button")
    sam.reads("Your account")


@pytest.mark.parametrize("javascript", [False, True], ids=["without-script", "with-script"])
def test_a_code_and_a_forgotten_password(a_customer, javascript):
    email = f"forgetful-{'with' if javascript else 'without'}@example.com"
    sam = a_customer(email, javascript=javascript)
    sam.signs_up()
    sam.opens("/accounts/login/")
    sam.clicks("Send me a code by email")
    sam.fills_in(email=email)
    sam.clicks("Send me the code", role="button")
    sam.reads("Enter the code")
    sam.fills_in(code="WRONG1")
    sam.clicks("Log in", role="button")
    expect(sam.page.get_by_text("That code is incorrect").first).to_be_visible()
    sam.fills_in(code=sam.mailed_code())
    sam.clicks("Log in", role="button")
    sam.reads("Your account")
    sam.logs_out()

    sam.opens("/accounts/password/reset/")
    sam.fills_in(email=email)
    sam.clicks("Send me the link", role="button")
    sam.reads("Please check your inbox")
    sam.opens_mailed_link("new password")
    sam.fills_in(password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    sam.clicks("Save password", role="button")
    sam.reads("Your password is changed")
    sam.password = NEW_PASSWORD
    sam.logs_in_again()


def test_a_passkey_logs_in_without_a_password(a_customer):
    sam = a_customer("passkey@example.com", javascript=True)
    _give_authenticator(sam)
    sam.signs_up()
    sam.opens_mailed_link()
    sam.clicks("Yes, confirm it", role="button")
    sam.opens("/accounts/two-factor/")
    sam.clicks("Add a passkey")
    sam.shows_password()
    sam.fills_in(name="My phone")
    sam.clicks("Add the passkey", role="button")
    sam.reads("Recovery codes")
    sam.opens("/accounts/two-factor/webauthn/")
    expect(sam.page.locator(".rows__row")).to_contain_text("My phone")
    sam.logs_out()
    sam.opens("/accounts/login/")
    sam.clicks("Use a passkey", role="button")
    sam.reads("Your account")


def test_without_javascript_no_passkey_is_offered(guest):
    guest.opens("/accounts/login/")
    expect(guest.page.get_by_role("button", name="Use a passkey")).to_be_hidden()


def test_staff_use_the_customers_log_in_page(a_shopper):
    owner = a_shopper()
    owner.opens("/admin/products/")
    owner.page.locator("[name=login]").fill("owner@autovise.example")
    owner.page.locator("[name=password]").fill(owner.shop.password())
    owner.clicks("Log in", role="button")
    expect(owner.page).to_have_url(f"{owner.shop.address}/admin/products/")


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_any_page_of_an_account_and_every_page_fits(a_customer, screen):
    email = f"axe-{screen['width']}@example.com"
    sam = a_customer(email, javascript=True, viewport=screen, bypass_csp=True)
    faults = {}
    for name in _pages_of_an_account(sam):
        results = Axe().run(sam.page)
        if results.violations_count:
            faults[name] = results.generate_report()
        width = sam.page.evaluate(WIDTH_OF_CONTENT)
        if width > screen["width"]:
            faults[f"width of {name}"] = width
    assert faults == {}


def _pages_of_an_account(sam: Customer):
    """Yield each page's name while it is open, some with a fault."""
    yield from _pages_of_the_entrance(sam)
    sam.opens_mailed_link()
    yield "confirm the address"
    sam.clicks("Yes, confirm it", role="button")
    yield "profile"
    for name, path in (
        ("password", "password/change/"),
        ("email", "email/"),
        ("devices", "devices/"),
        ("two-factor", "two-factor/"),
        ("passkeys", "two-factor/webauthn/"),
        ("log out", "logout/"),
    ):
        sam.opens(f"/accounts/{path}")
        yield name
    sam.opens("/accounts/password/change/")
    sam.fills_in(oldpassword="wrong", password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    sam.clicks("Change my password", role="button")
    yield "password with a fault"
    yield from _pages_of_a_second_factor(sam)


def _pages_of_the_entrance(sam: Customer):
    for name, path in (
        ("log-in", "login/"),
        ("sign-up", "signup/"),
        ("code", "login/code/"),
        ("reset", "password/reset/"),
        ("reset sent", "password/reset/done/"),
        ("reset done", "password/reset/key/done/"),
        ("reset link dead", "password/reset/key/1-dead-link/"),
        ("confirmation link dead", "confirm-email/dead/"),
        ("closed", "inactive/"),
    ):
        sam.opens(f"/accounts/{path}")
        yield name
    sam.opens("/accounts/login/")
    sam.fills_in(login=sam.email, password="wrong")
    sam.clicks("Log in", role="button")
    expect(sam.page.get_by_text("email address or the password is incorrect")).to_be_visible()
    yield "log-in with a fault"
    sam.opens("/accounts/login/code/")
    sam.fills_in(email=sam.email)
    sam.clicks("Send me the code", role="button")
    yield "type the code"
    sam.clicks("Log in another way", role="button")
    sam.signs_up()
    yield "look into your mailbox"


def _pages_of_a_second_factor(sam: Customer):
    sam.opens("/accounts/two-factor/totp/activate/")
    yield "is it still you"
    sam.shows_password()
    sam.reads("Set up an authenticator app")
    yield "set up an app"
    sam.opens("/accounts/two-factor/webauthn/add/")
    yield "add a passkey"
    sam.opens("/accounts/email/")
    sam.fills_in(email="new-" + sam.email)
    sam.clicks("Change my email address", role="button")
    expect(sam.page.get_by_text("Until it is opened")).to_be_visible()
    yield "email being changed"
    sam.opens("/accounts/two-factor/totp/activate/")
    sam.sets_up_app()
    yield "recovery codes"
    spare = sam.recovery_codes()[0]
    for name, path in (
        ("two-factor set up", ""),
        ("switch it off", "totp/deactivate/"),
        ("new recovery codes", "recovery-codes/generate/"),
        ("show it again", "reauthenticate/"),
    ):
        sam.opens(f"/accounts/two-factor/{path}")
        yield name
    sam.logs_out()
    sam.logs_in_again(heading="Your second factor")
    yield "second factor"
    sam.fills_in(code=spare)
    sam.clicks("Log in", role="button")
    sam.reads("Your account")


def _give_authenticator(sam: Customer) -> None:
    """The browser's own stand-in for a phone with a fingerprint reader."""
    browser = sam.page.context.new_cdp_session(sam.page)
    browser.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})
