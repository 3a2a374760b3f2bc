"""Who an order is for, and where it goes."""

import re
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from localflavor.gb.forms import GBPostcodeField
from phonenumber_field.formfields import PhoneNumberField

MOST_PHONE_LENGTH = 30
ELSEWHERE = {"JE": "Jersey", "GY": "Guernsey", "IM": "the Isle of Man"}


@dataclass(frozen=True, slots=True)
class Contact:
    email: str
    name: str
    line1: str
    line2: str
    city: str
    postcode: str
    phone: str


def _text(label: str, most: int, autocomplete: str, *, required: bool = True, **attrs):
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})
    missing = {"required": f"Please give your {label.lower()}."}
    return forms.CharField(
        label=label, max_length=most, required=required, widget=widget, error_messages=missing
    )


class ContactForm(forms.Form):
    """The checkout's fields. The total that the page showed is compared, never charged."""

    email = forms.EmailField(
        label="Email",
        max_length=254,
        help_text="Your confirmation goes here.",
        error_messages={"required": "Please give your email address."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = _text("Full name", 120, "name")
    line1 = _text("Address", 120, "address-line1")
    line2 = _text("Address, second line", 120, "address-line2", required=False)
    city = _text("Town or city", 80, "address-level2")
    postcode = GBPostcodeField(
        label="Postcode",
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
        error_messages={
            "required": "Please give your postcode.",
            "invalid": "That is not a UK postcode. One looks like SW1A 1AA.",
        },
    )
    phone = PhoneNumberField(
        label="Phone",
        region="GB",
        required=False,
        help_text="For the courier only.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        error_messages={"invalid": "That is not a phone number. One looks like 020 7946 0018."},
    )
    shown_total_pence = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), "Please look at the total once more before you pay."
        ),
    )

    def clean_postcode(self) -> str:
        postcode = self.cleaned_data["postcode"]
        area = re.match(r"[A-Z]+", postcode)
        if area and (place := ELSEWHERE.get(area.group())):
            raise ValidationError(
                f"We deliver to Great Britain and Northern Ireland, and not yet to {place}."
            )
        return postcode

    def clean_phone(self) -> str:
        """As typed: the library has seen that it can be called."""
        typed = self.data.get("phone", "").strip()
        if len(typed) > MOST_PHONE_LENGTH:
            raise ValidationError("That is too long for a phone number.")
        return typed

    def contact(self) -> Contact:
        """What was typed, with the postcode in its usual spelling."""
        return Contact(**{name: self.cleaned_data[name] for name in Contact.__slots__})
