"""Lists of short texts, one a line."""

import pytest
from django.core.exceptions import ValidationError

from catalog.text_lines import LinesValidator, lines_of


def test_blank_lines_and_surrounding_space_are_dropped():
    assert lines_of("  Shines \r\n\r\n Lasts\rDries\n") == ["Shines", "Lasts", "Dries"]
    assert lines_of("") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\nb\nc", "There are 3 lines; 2 is the maximum."),
        ("abcdef", "“abcdef…” has 6 characters; 5 is the maximum."),
    ],
)
def test_too_many_or_too_long_lines_are_refused(text, message):
    with pytest.raises(ValidationError) as refusal:
        LinesValidator(2, 5)(text)
    assert refusal.value.messages == [message]


def test_lines_at_both_limits_are_accepted():
    LinesValidator(2, 5)("abcde\n\nabcde\n")
