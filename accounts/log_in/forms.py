"""Log-in forms. Their responses do not reveal whether an account exists.

A user may have requested to change their email to one that is not theirs. These forms ignore such
an unverified email: it neither prevents its owner's sign-up nor logs its owner in to the user's
account.
"""

from typing import Any

from allauth.account import forms
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse

from accounts.email_addresses import cancel_pending_changes_to
from accounts.models import User
from sitewide.email_addresses import validate_mailable


class SignUpForm(forms.SignupForm):
    """Sign-up form. Without a password, the customer logs in with codes that are mailed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password1"]
        password.help_text = "Leave it empty if you prefer a code by email each time you log in."

    def clean_email(self) -> str:
        cancel_pending_changes_to(self.cleaned_data["email"])
        return super().clean_email()

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists and self.cleaned_data["password1"]:
            # Creating an account computes a password hash. Compute one here too: otherwise the
            # response time would reveal that the account exists.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ResetPasswordForm(forms.ResetPasswordForm):
    users: list[User]

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = [user for user in self.users if user.email.lower() == email.lower()]
        return email


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    _user: User | None

    def clean_email(self) -> str:
        validate_mailable(self.cleaned_data["email"])
        email = super().clean_email()
        if self._user and self._user.email.lower() != email.lower():
            self._user = None
        return email


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["passwordless"]
        field.label = "Use this passkey to log in without a password"
        field.help_text = "Your phone or computer will ask for your fingerprint, face or PIN."
        field.initial = True
