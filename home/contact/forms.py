"""The contact form."""

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError

from home.contact.spam import is_written_by_hand, time_stamp
from home.models.contact_message import ContactMessage
from sitewide.email_addresses import MailableEmailField

MAX_MESSAGE_LENGTH = 4000
TOO_FAST = "Please wait a few seconds, then send the message again."


class ContactForm(forms.ModelForm):
    """`website` is invisible: only programs fill it in. `shown_at` is a signed time."""

    email = MailableEmailField(label="Email address", help_text="We send our answer there.")
    website = forms.CharField(label="Leave this field empty", required=False)
    shown_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ContactMessage
        fields = ("name", "email", "order_number", "message")
        labels = {"name": "Your name", "message": "Your message"}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "message": forms.Textarea(attrs={"rows": 7, "maxlength": MAX_MESSAGE_LENGTH}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trap = {"tabindex": "-1", "autocomplete": "off"}
        self.fields["website"].widget.attrs |= trap

    @classmethod
    def blank(cls) -> Self:
        """Return an empty form with the time of now."""
        return cls(initial={"shown_at": time_stamp()}, auto_id="contact_%s")

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled in the field that people do not see."""
        return bool(self.data.get("website"))

    def clean_message(self) -> str:
        # Browsers send a line end as two characters, and count it as one.
        message = self.cleaned_data["message"].replace("\r\n", "\n")
        if len(message) > MAX_MESSAGE_LENGTH:
            raise ValidationError(f"Please use at most {MAX_MESSAGE_LENGTH} characters.")
        return message

    def clean(self) -> dict[str, Any] | None:
        if not is_written_by_hand(self.data.get("shown_at", "")):
            self.data = {**dict(self.data.items()), "shown_at": time_stamp()}
            raise ValidationError(TOO_FAST)
        return super().clean()
