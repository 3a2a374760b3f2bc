"""Dimensions and weights, as editors and files write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.dimensions import (
    MAX_G,
    MAX_MM,
    Dimensions,
    NotASize,
    read_dimensions,
    read_weight,
    weight_text,
)

SIDES = st.integers(1, MAX_MM)


@pytest.mark.parametrize(
    "text",
    [
        "195 x 70 x 60 mm", "195×70×60mm", "19.5 × 7 × 6 cm", "0.195 x 0.07 x 0.06 m",
        "195 mm x 7 cm x 60 mm", " 195 X 70 X 60 MM ",
    ],
)  # fmt: skip
def test_dimensions_are_read_in_each_spelling(text):
    assert read_dimensions(text) == Dimensions(195, 70, 60)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("195 x 70 x 60", "“195 x 70 x 60” is not a size such as 195 x 70 x 60 mm."),
        ("195 x 70 mm", "“195 x 70 mm” is not a size such as 195 x 70 x 60 mm."),
        ("big", "“big” is not a size such as 195 x 70 x 60 mm."),
        ("0 x 1 x 1 mm", "“0 x 1 x 1 mm”: each side must be whole millimetres, from 1 to 20,000."),
        ("1.55 x 1 x 1 cm", "each side must be whole millimetres, from 1 to 20,000."),
        ("21 x 1 x 1 m", "each side must be whole millimetres, from 1 to 20,000."),
    ],
)
def test_what_is_no_size_is_refused_with_the_reason(text, reason):
    with pytest.raises(NotASize) as refusal:
        read_dimensions(text)
    assert reason in str(refusal.value)


@given(SIDES, SIDES, SIDES)
def test_dimensions_are_read_as_they_are_printed(length, width, height):
    dimensions = Dimensions(length, width, height)
    assert read_dimensions(str(dimensions)) == dimensions


@pytest.mark.parametrize(
    ("text", "grams"), [("340 g", 340), ("1.2 kg", 1200), ("2KG", 2000), ("0.005 kg", 5)]
)
def test_a_weight_is_read_in_grams(text, grams):
    assert read_weight(text) == grams


@pytest.mark.parametrize("text", ["340", "heavy", "0 g", "1.5 g", "501 kg", "-1 g"])
def test_what_is_no_weight_is_refused(text):
    with pytest.raises(NotASize):
        read_weight(text)


@pytest.mark.parametrize(
    ("grams", "text"), [(999, "999 g"), (1000, "1 kg"), (1200, "1.2 kg"), (20_000, "20 kg")]
)
def test_a_weight_is_printed_in_kilograms_from_one_on(grams, text):
    assert weight_text(grams) == text


@given(st.integers(1, MAX_G))
def test_a_weight_is_read_as_it_is_printed(grams):
    assert read_weight(weight_text(grams)) == grams
