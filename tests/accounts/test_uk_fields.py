"""Postcodes and phone numbers: libraries check them, and what was typed is kept."""

import pytest
from django.core.exceptions import ValidationError

from accounts.uk_fields import DeliveredPostcodeField, PhoneField, usual_spelling


@pytest.mark.parametrize("typed", ["LS1 4AP", "ls1 4ap", "ls14ap", "BT1 5GS", "GIR 0AA"])
def test_a_postcode_is_kept_as_typed(typed):
    assert DeliveredPostcodeField().clean(f" {typed} ") == typed


def test_one_with_a_row_of_spaces_in_it_is_kept_in_the_usual_spelling():
    assert DeliveredPostcodeField().clean("ls1        4ap") == "LS1 4AP"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Please give your postcode."),
        ("nonsense", "That is not a UK postcode. One looks like SW1A 1AA."),
        ("90210", "That is not a UK postcode. One looks like SW1A 1AA."),
        ("JE2 3AB", "We deliver to Great Britain and Northern Ireland, and not yet to Jersey."),
        ("gy1 1aa", "We deliver to Great Britain and Northern Ireland, and not yet to Guernsey."),
        (
            "IM1 1AA",
            "We deliver to Great Britain and Northern Ireland, and not yet to the Isle of Man.",
        ),
    ],
)
def test_what_is_not_delivered_to_is_refused_with_a_sentence(typed, said):
    with pytest.raises(ValidationError) as refusal:
        DeliveredPostcodeField().clean(typed)
    assert refusal.value.messages == [said]


def test_the_usual_spelling_has_capitals_and_one_space():
    assert usual_spelling("ls14ap") == "LS1 4AP"


@pytest.mark.parametrize("typed", ["020 7946 0018", "+44 20 7946 0018", "(020) 7946-0018", ""])
def test_a_phone_number_is_kept_as_typed(typed):
    assert PhoneField().clean(f" {typed} ") == typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12", "That is not a phone number. One looks like 020 7946 0018."),
        ("call me", "That is not a phone number. One looks like 020 7946 0018."),
        ("020 7946 0018" + " " * 20 + "x1", "That is too long for a phone number."),
    ],
)
def test_what_cannot_be_called_is_refused_with_a_sentence(typed, said):
    with pytest.raises(ValidationError) as refusal:
        PhoneField().clean(typed)
    assert refusal.value.messages == [said]
