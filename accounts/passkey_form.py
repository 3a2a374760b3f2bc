"""Adding a passkey, in words that say what its one choice means."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice = self.fields["passwordless"]
        choice.label = "Log in with it alone, without a password"
        choice.help_text = "Your phone or computer then asks for finger, face or PIN."
        choice.initial = True
