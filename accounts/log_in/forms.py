"""Forms for people who are not logged in: they answer alike whether there is an account or not.

Somebody may have asked to change their address to one that is not theirs. Until that is verified
it counts for nothing here: such a change neither takes an address from its owner nor leads its
owner into a stranger's account.
"""

from allauth.account import forms
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.contrib.auth.hashers import make_password

from accounts.email_addresses import drop_pending_changes_to
from sitewide.mail import validate_mailable


class SignUpForm(forms.SignupForm):
    def clean_email(self):
        drop_pending_changes_to(self.cleaned_data["email"])
        return super().clean_email()

    def try_save(self, request):
        if self.account_already_exists:
            # A new account costs a hash; so does this answer, or its speed would tell.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ResetPasswordForm(forms.ResetPasswordForm):
    def clean_email(self):
        email = super().clean_email()
        self.users = [user for user in self.users if user.email.lower() == email.lower()]
        return email


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    def clean_email(self):
        validate_mailable(self.cleaned_data["email"])
        email = super().clean_email()
        if self._user and self._user.email.lower() != email.lower():
            self._user = None
        return email


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice = self.fields["passwordless"]
        choice.label = "Log in with it alone, without a password"
        choice.help_text = "Your phone or computer then asks for finger, face or PIN."
        choice.initial = True
