"""A customer with an account, in a browser."""

import re
from email.message import EmailMessage

from playwright.sync_api import expect

from tests.accounts.authenticator_app import AuthenticatorApp
from tests.journeys.records import Records
from tests.journeys.shopper import Shopper
from tests.waits import wait_for


class Customer(Shopper):
    """A shopper who signs up, and knows the password that they chose."""

    def __init__(self, shopper: Shopper, records: Records, email: str, password: str) -> None:
        super().__init__(shopper.page, shopper.shop)
        self.records = records
        self.email = email
        self.password = password

    def fills_in(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").fill(value)

    def signs_up(self) -> None:
        self.opens("/accounts/signup/")
        self.fills_in(email=self.email, password1=self.password, password2=self.password)
        self.clicks("Create my account", role="button")
        self.reads("Please check your inbox")

    def logs_in_again(self, *, heading: str = "Your account") -> None:
        self.opens("/accounts/login/")
        self.fills_in(login=self.email, password=self.password)
        self.clicks("Log in", role="button")
        self.reads(heading)

    def logs_out(self) -> None:
        self.opens("/accounts/logout/")
        self.clicks("Log out", role="button")
        expect(self.page).to_have_url(f"{self.shop.address}/")

    def shows_password(self) -> None:
        self.reads("Please confirm that it is you")
        self.fills_in(password=self.password)
        self.clicks("Continue", role="button")

    def reads(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def opens_mailed_link(self, about: str = "confirm your email address") -> None:
        (address,) = re.findall(r"https?://\S+", self._mail(about))
        assert address.startswith(self.shop.address + "/")
        self.page.goto(address)

    def mailed_code(self) -> str:
        return re.search(r"^[A-Z0-9-]{6,}$", self._mail("log-in code"), re.MULTILINE)[0]

    def _mail(self, about: str) -> str:
        """The text of the one mail to this customer whose subject says so."""

        def found() -> list[EmailMessage]:
            return [m for m in self.records.mails_to(self.email) if about in m["Subject"]]

        (message,) = wait_for(found, f"a mail about “{about}”")
        return message.get_body(("plain",)).get_content()

    def sets_up_app(self) -> AuthenticatorApp:
        """On its page, once the password was shown."""
        app = AuthenticatorApp(self.page.locator("#totp-key").inner_text())
        self.fills_in(code=app.shows())
        self.clicks("Set it up", role="button")
        self.reads("Recovery codes")
        return app

    def recovery_codes(self) -> list[str]:
        return self.page.locator(".codes-list code").all_inner_texts()
