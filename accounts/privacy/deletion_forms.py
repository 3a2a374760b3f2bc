"""Forms that confirm an account deletion with the password or an emailed code."""

from typing import Any

from django import forms
from django.contrib.sessions.backends.base import SessionBase

from accounts.models import User
from accounts.privacy.deletion_codes import is_code_correct


class ConfirmationForm(forms.Form):
    """Base of the two forms. Keyword arguments: the user, and the session that holds the code."""

    def __init__(self, *args: Any, user: User, session: SessionBase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.session = user, session


class PasswordForm(ConfirmationForm):
    """Confirmation by the account's password."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError("That password is incorrect.")
        return self.cleaned_data["password"]


class CodeForm(ConfirmationForm):
    """Confirmation by an emailed code."""

    code = forms.CharField(
        label="The code from our email",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        if not is_code_correct(self.session, self.user, self.cleaned_data["code"]):
            raise forms.ValidationError(
                "That code is incorrect or has expired. Please request another."
            )
        return self.cleaned_data["code"]


def confirmation_form(user: User) -> type[ConfirmationForm]:
    """Return the form for this user: CodeForm for users without a password (code or Google)."""
    return PasswordForm if user.has_usable_password() else CodeForm
