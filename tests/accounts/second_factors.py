"""People who have set a second factor up, as they do it on the shop's pages."""

import re

from django.test import Client

from tests.accounts.authenticator_app import AuthenticatorApp

PASSWORD = "correct horse"


def set_up_app(visitor: Client) -> AuthenticatorApp:
    """Set up an app in this browser; the page asks for the password again."""
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = visitor.get("/accounts/two-factor/totp/activate/")
    app = AuthenticatorApp(re.search(r'id="totp-key">([A-Z2-7]+)<', page.text)[1])
    response = visitor.post("/accounts/two-factor/totp/activate/", {"code": app.shows()})
    assert response["Location"] == "/accounts/two-factor/recovery-codes/"
    return app


def recovery_codes(visitor: Client) -> list[str]:
    page = visitor.get("/accounts/two-factor/recovery-codes/")
    return re.findall(r"<li><code>([^<]+)</code></li>", page.text)


def log_in_with_password(visitor: Client, email: str, **more: str):
    return visitor.post("/accounts/login/", {"login": email, "password": PASSWORD} | more)
