"""Is it really they who want their account deleted? Their password says so, or a mailed code."""

from django import forms

from accounts.models import User
from accounts.privacy.deletion_codes import code_is_right


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, user: User, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError("That is not your password.")
        return self.cleaned_data["password"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label="The code from our email",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args, user: User, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.session = user, session

    def clean_code(self) -> str:
        if not code_is_right(self.session, self.user, self.cleaned_data["code"]):
            raise forms.ValidationError(
                "That is not the code, or it is too old: have us send another."
            )
        return self.cleaned_data["code"]


def proof_form(user: User) -> type[forms.Form]:
    """Whoever has no password (logged in by code or with Google) is sent a code."""
    return PasswordForm if user.has_usable_password() else CodeForm
