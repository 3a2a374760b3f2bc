"""Form fields for names, addresses and phone numbers in the United Kingdom.

Libraries say whether a postcode exists and a phone can be called; what is kept is what was typed.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from localflavor.gb.forms import GBPostcodeField
from phonenumber_field.formfields import PhoneNumberField

MOST_PHONE_LENGTH = 30
MOST_POSTCODE_LENGTH = 10
ELSEWHERE = {"JE": "Jersey", "GY": "Guernsey", "IM": "the Isle of Man"}


def text_field(label: str, most: int, autocomplete: str, *, required: bool = True, **attrs):
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})
    missing = {"required": f"Please give your {label.lower()}."}
    return forms.CharField(
        label=label, max_length=most, required=required, widget=widget, error_messages=missing
    )


class DeliveredPostcodeField(GBPostcodeField):
    """A postcode that we deliver to; as typed, but for spaces around it."""

    def __init__(self, **options):
        super().__init__(
            label="Postcode",
            widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
            error_messages={
                "required": "Please give your postcode.",
                "invalid": "That is not a UK postcode. One looks like SW1A 1AA.",
            },
            **options,
        )

    def clean(self, value) -> str:
        spelt = super().clean(value)
        area = re.match(r"[A-Z]+", spelt)
        if area and (place := ELSEWHERE.get(area.group())):
            raise ValidationError(
                f"We deliver to Great Britain and Northern Ireland, and not yet to {place}."
            )
        typed = value.strip()
        return typed if len(typed) <= MOST_POSTCODE_LENGTH else spelt


def usual_spelling(postcode: str) -> str:
    """Of a postcode that the field above has let through: capitals, and one space."""
    return GBPostcodeField().clean(postcode)


class PhoneField(PhoneNumberField):
    """A number that can be called from Britain; as typed."""

    def __init__(self, **options):
        super().__init__(
            label="Phone",
            region="GB",
            required=False,
            help_text="For the courier only.",
            widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
            error_messages={"invalid": "That is not a phone number. One looks like 020 7946 0018."},
            **options,
        )

    def clean(self, value) -> str:
        super().clean(value)
        typed = (value or "").strip()
        if len(typed) > MOST_PHONE_LENGTH:
            raise ValidationError("That is too long for a phone number.")
        return typed
