"""Form fields for names, postal addresses and phone numbers in the United Kingdom.

Libraries validate postcodes and phone numbers. The text is stored as it was typed.
"""

import re
import unicodedata
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from localflavor.gb.forms import GBPostcodeField
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber

from catalog.models import ShopRules

MAX_PHONE_LENGTH = 30
MAX_POSTCODE_LENGTH = 10
ELSEWHERE = {
    "JE": "Jersey",
    "GY": "Guernsey",
    "IM": "the Isle of Man",
    "GX": "Gibraltar",
    "ASCN": "Ascension Island",
    "BBND": "the British Indian Ocean Territory",
    "BIQQ": "the British Antarctic Territory",
    "FIQQ": "the Falkland Islands",
    "PCRN": "the Pitcairn Islands",
    "SIQQ": "South Georgia",
    "STHL": "Saint Helena",
    "TDCU": "Tristan da Cunha",
    "TKCA": "the Turks and Caicos Islands",
}
FORCES = {"BF", "BFPO"}
# Postcodes without a place to deliver to: those of banks, of Girobank and of letters to Santa.
NON_GEOGRAPHIC = {"BX", "GIR", "XM", "XX"}
# The postcode areas of Great Britain and Northern Ireland (Royal Mail, Postcode Address File).
AREAS = frozenset({
    "AB", "AL", "B", "BA", "BB", "BD", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB", "CF",
    "CH", "CM", "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT",
    "DY", "E", "EC", "EH", "EN", "EX", "FK", "FY", "G", "GL", "GU", "HA", "HD", "HG", "HP", "HR",
    "HS", "HU", "HX", "IG", "IP", "IV", "KA", "KT", "KW", "KY", "L", "LA", "LD", "LE", "LL",
    "LN", "LS", "LU", "M", "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX",
    "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG", "SK", "SL",
    "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR",
    "TS", "TW", "UB", "W", "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE",
})  # fmt: skip
WE_DELIVER = "We deliver to Great Britain and Northern Ireland"
# Characters that are typed or copied into postcodes: spaces, joiners, hyphens, dots, commas.
_LEADING_LETTERS = re.compile(r"\A[A-Z]*")
_PUNCTUATION = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff.,;\-\u2010-\u2015]+")


def refuse_control_characters(text: str) -> None:
    """Raise ValidationError for characters that paper, mails and spreadsheets cannot show."""
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise ValidationError("Please remove the characters that cannot be printed.")


def text_field(
    label: str, max_length: int, autocomplete: str, *, required: bool = True, **attrs: str
) -> forms.CharField:
    """Build a text field. `attrs`: further HTML attributes of its input."""
    return forms.CharField(
        label=label,
        max_length=max_length,
        required=required,
        validators=[refuse_control_characters],
        widget=forms.TextInput(attrs={"autocomplete": autocomplete, **attrs}),
        error_messages={"required": f"Please enter your {label.lower()}."},
    )


class DeliveredPostcodeField(GBPostcodeField):
    """A postcode in the delivery area. Returns the text as typed, without surrounding spaces.

    A postcode with other punctuation is returned in its usual spelling.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label="Postcode",
            widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
            error_messages={
                "required": "Please enter your postcode.",
                "invalid": "Please enter a UK postcode such as SW1A 1AA.",
            },
            **options,
        )

    def clean(self, value: str) -> str:
        characters = without_punctuation(value or "")
        area = _LEADING_LETTERS.findall(characters)[0]
        if characters and (refusal := _refusal(area)):
            raise ValidationError(refusal)
        usual = super().clean(characters)
        if usual and area not in AREAS | FORCES:
            raise ValidationError(f"No postcode begins with “{area}”. Please check yours.")
        typed = value.strip()
        is_plain = re.fullmatch(r"[0-9A-Za-z]+( [0-9A-Za-z]+)?", typed)
        return typed if is_plain and len(typed) <= MAX_POSTCODE_LENGTH else usual


def _refusal(area: str) -> str:
    """Return why we do not deliver to postcodes that begin with these letters; empty if we do."""
    if place := ELSEWHERE.get(area):
        return f"{WE_DELIVER}, but not yet to {place}."
    if area in FORCES and not ShopRules.load().delivers_to_forces:
        return f"{WE_DELIVER}, but not yet to British Forces Post Offices (BFPO)."
    if area in NON_GEOGRAPHIC:
        return f"Couriers cannot deliver to “{area}” postcodes. Please enter another postcode."
    return ""


def without_punctuation(typed: str) -> str:
    """Return the letters and digits of a postcode, in capitals."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", typed)).upper()


def usual_spelling(postcode: str) -> str:
    """Return a valid postcode in capitals with one space."""
    return GBPostcodeField().clean(without_punctuation(postcode))


def validate_possible_number(number: PhoneNumber) -> None:
    """Raise ValidationError unless the number has the length of a whole phone number.

    Libraries learn late of numbers that are newly assigned, so these are not looked up.
    """
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:  # a local number lacks the area code
        raise ValidationError("This is not a phone number.", code="invalid")


class PhoneField(PhoneNumberField):
    """A phone number that can be called from the UK. Returns the text as typed."""

    default_validators = (validate_possible_number,)

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label="Phone",
            region="GB",
            required=False,
            help_text="For the courier only.",
            widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
            error_messages={"invalid": "Please enter a phone number such as 07700 900123."},
            **options,
        )

    def clean(self, value: str | None) -> str:
        super().clean(value)
        typed = (value or "").strip()
        refuse_control_characters(typed)
        if len(typed) > MAX_PHONE_LENGTH:
            raise ValidationError(f"Please use at most {MAX_PHONE_LENGTH} characters.")
        return typed
