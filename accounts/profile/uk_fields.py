"""Form fields for names, addresses and phone numbers in the United Kingdom.

Libraries say how a postcode is built and whether a phone can be called; what is kept is what was
typed.
"""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from localflavor.gb.forms import GBPostcodeField
from phonenumber_field.formfields import PhoneNumberField

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
# Postcodes of banks, of Girobank, and of letters to Santa: no courier finds a door there.
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
# What people put into a postcode or copy with it: any space, joiners, hyphens, dots, commas.
_AROUND_LETTERS = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff.,;\-\u2010-\u2015]+")


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
        letters = without_punctuation(value or "")
        area = re.match(r"[A-Z]*", letters).group()
        if letters and (refusal := _refusal(area)):
            raise ValidationError(refusal)
        spelt = super().clean(letters)
        if spelt and area not in AREAS | FORCES:
            raise ValidationError(f"There are no postcodes in “{area}”. Please check yours.")
        typed = value.strip()
        is_usual = re.fullmatch(r"[0-9A-Za-z]+( [0-9A-Za-z]+)?", typed)
        return typed if is_usual and len(typed) <= MAX_POSTCODE_LENGTH else spelt


def _refusal(area: str) -> str:
    """Why nothing is delivered to a postcode that begins with these letters; empty if it may be."""
    if place := ELSEWHERE.get(area):
        return f"{WE_DELIVER}, and not yet to {place}."
    if area in FORCES and not ShopRules.load().delivers_to_forces:
        return f"{WE_DELIVER}, and not yet to British Forces Post Offices (BFPO)."
    if area in NON_GEOGRAPHIC:
        return f"“{area}” is no place that a courier can deliver to. Please give another postcode."
    return ""


def without_punctuation(typed: str) -> str:
    """The letters and digits of a postcode, in capitals."""
    return _AROUND_LETTERS.sub("", unicodedata.normalize("NFKC", typed)).upper()


def usual_spelling(postcode: str) -> str:
    """Of a postcode that the field above has let through: capitals, and one space."""
    return GBPostcodeField().clean(without_punctuation(postcode))


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
        if len(typed) > MAX_PHONE_LENGTH:
            raise ValidationError("That is too long for a phone number.")
        return typed
