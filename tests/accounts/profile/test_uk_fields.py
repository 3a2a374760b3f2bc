"""Postcodes and phone numbers: validated by libraries, stored as typed."""

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.profile.uk_fields import (
    AREAS,
    DeliveredPostcodeField,
    PhoneField,
    text_field,
    usual_spelling,
)
from catalog.models import ShopRules


@pytest.mark.parametrize("typed", ["LS1 4AP", "ls1 4ap", "ls14ap", "BT1 5GS", "ZE1 0AA", "EC1A1BB"])
def test_a_postcode_is_stored_as_typed(typed):
    assert DeliveredPostcodeField().clean(f" {typed} ") == typed


def test_a_postcode_with_several_spaces_is_stored_in_the_usual_spelling():
    assert DeliveredPostcodeField().clean("ls1        4ap") == "LS1 4AP"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Please enter your postcode."),
        ("nonsense", "Please enter a UK postcode such as SW1A 1AA."),
        ("90210", "Please enter a UK postcode such as SW1A 1AA."),
        ("ZZ1 1AA", "Please enter a UK postcode such as SW1A 1AA."),
        ("JE2 3AB", "We deliver to Great Britain and Northern Ireland, but not yet to Jersey."),
        ("gy1 1aa", "We deliver to Great Britain and Northern Ireland, but not yet to Guernsey."),
        (
            "IM1 1AA",
            "We deliver to Great Britain and Northern Ireland, but not yet to the Isle of Man.",
        ),
    ],
)
def test_a_postcode_outside_the_delivery_area_is_refused_with_the_reason(typed, said):
    with pytest.raises(ValidationError) as refusal:
        DeliveredPostcodeField().clean(typed)
    assert refusal.value.messages == [said]


def test_the_usual_spelling_has_capitals_and_one_space():
    assert usual_spelling("ls14ap") == "LS1 4AP"


@pytest.mark.parametrize(
    "typed",
    [
        "LS1-1AA", "LS1 1AA.", "ls1\u00a01aa", "L S 1 1 A A", "LS1\u20111AA", "LS1, 1AA",
        "LS1\t1AA",
        "\u200bLS1 1AA\ufeff", "ＬＳ１ １ＡＡ",
    ],
)  # fmt: skip
def test_spaces_and_punctuation_in_a_postcode_are_accepted(typed):
    assert DeliveredPostcodeField().clean(typed) == "LS1 1AA"
    assert usual_spelling(typed) == "LS1 1AA"


between = st.text(st.sampled_from(" \t\u00a0\u2009-.,\u2013\u200b"), max_size=4)


@given(area=st.sampled_from(sorted(AREAS)), gaps=st.lists(between, min_size=6, max_size=6))
def test_a_postcode_of_every_area_is_accepted_with_any_spacing(area, gaps):
    letters = [*f"{area}1", *"1AA"]
    typed = "".join(letter + gap for letter, gap in zip(letters, [*gaps, "", ""], strict=False))
    assert usual_spelling(DeliveredPostcodeField().clean(typed)) == f"{area}1 1AA"


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("GX11 1AA", "Gibraltar"),
        ("FIQQ 1ZZ", "the Falkland Islands"),
        ("ASCN 1ZZ", "Ascension Island"),
        ("sthl 1zz", "Saint Helena"),
        ("TKCA 1ZZ", "the Turks and Caicos Islands"),
    ],
)
def test_the_refusal_names_the_overseas_territory(typed, place):
    with pytest.raises(ValidationError, match=f"not yet to {place}"):
        DeliveredPostcodeField().clean(typed)


@pytest.mark.parametrize("typed", ["BX1 1LT", "GIR 0AA", "XM4 5HQ", "XX1 1AA"])
def test_the_refusal_names_the_letters_of_a_postcode_without_a_place(typed):
    area = typed.split()[0].rstrip("0123456789")
    with pytest.raises(ValidationError, match=f"cannot deliver to “{area}” postcodes"):
        DeliveredPostcodeField().clean(typed)


@pytest.mark.parametrize("typed", ["AA1 1AA", "WX9 9ZZ", "A1 1AA"])
def test_the_refusal_names_the_letters_of_an_unknown_area(typed):
    area = typed.split()[0].rstrip("0123456789")
    with pytest.raises(ValidationError, match=f"No postcode begins with “{area}”"):
        DeliveredPostcodeField().clean(typed)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["BF1 2AU", "bf12au", "BFPO 57"])
def test_bfpo_postcodes_are_refused_by_default(typed):
    with pytest.raises(ValidationError, match=re.escape("(BFPO)")):
        DeliveredPostcodeField().clean(typed)


@pytest.mark.django_db
def test_bfpo_postcodes_are_accepted_if_the_owner_allows_them():
    ShopRules.objects.update_or_create(defaults={"delivers_to_forces": True})
    assert DeliveredPostcodeField().clean("BF1 2AU") == "BF1 2AU"


@pytest.mark.parametrize(
    "typed",
    ["020 7946 0018", "+44 20 7946 0018", "(020) 7946-0018", "", "07700 900123", "+353 1 234 5678"],
)
def test_a_phone_number_is_stored_as_typed(typed):
    assert PhoneField().clean(f" {typed} ") == typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12", "Please enter a phone number such as 07700 900123."),
        ("call me", "Please enter a phone number such as 07700 900123."),
        ("7946 0018", "Please enter a phone number such as 07700 900123."),
        ("07700 900123 4567", "Please enter a phone number such as 07700 900123."),
        ("020 7946 0018" + " " * 20 + "x1", "Please use at most 30 characters."),
    ],
)
def test_an_invalid_phone_number_is_refused_with_a_message(typed, said):
    with pytest.raises(ValidationError) as refusal:
        PhoneField().clean(typed)
    assert refusal.value.messages == [said]


@pytest.mark.parametrize("typed", ["Sam\x07Guest", "Sam\x1bGuest", "Sam\nGuest", "Sam\x85Guest"])
def test_a_control_character_in_a_text_is_refused(typed):
    with pytest.raises(ValidationError) as refusal:
        text_field("Full name", 120, "name").clean(typed)
    assert refusal.value.messages == ["Please remove the characters that cannot be printed."]


def test_a_control_character_in_a_phone_number_is_refused():
    with pytest.raises(ValidationError):
        PhoneField().clean("\x0707700 900123")


def test_letters_of_all_languages_are_accepted():
    assert text_field("Full name", 120, "name").clean(" Zoë 陳 O’Neil ") == "Zoë 陳 O’Neil"
