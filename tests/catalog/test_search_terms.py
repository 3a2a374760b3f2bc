"""Words of texts and queries, normalised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search_terms import index_terms, term, terms, words

SAME = [
    ("mat", "mats"),
    ("Cloth", "cloths"),
    ("tyre", "tires"),
    ("colour", "color"),
    ("boot organiser", "boot organizers"),
    ("12 V", "12v"),
    ("12-volt", "12 V"),
    ("500 ml", "500ML"),
    ("1 litre", "1 L"),
    ("2.5 L", "2,5 l"),
    ("1,000 ml", "1000 ml"),
    ("café", "Cafe"),
    ("dog’s", "dog's"),
    ("microfiber", "microfibre"),
    ("aluminum", "aluminium"),
    ("ＭＡＴ", "mat"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_the_same_have_the_same_terms(one, other):
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Car Shampoo – 5 L Concentrate", ["car", "shampoo", "5l", "concentrate"]),
        ("C11-SHAMP1-S", ["c11", "shamp1", "s"]),
        ("AUT-CC-001", ["aut", "cc", "001"]),
        ("90 × 60 cm", ["90", "60cm"]),
        ("£9.99", ["9p99"]),
        ("", []),
        ("“–”", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


def test_neighbouring_words_are_indexed_as_one_too():
    assert term("hivis") in index_terms(["Hi-Vis Vest"])
    assert term("screenwash") in index_terms(["Screen Wash"])


def test_words_of_different_texts_are_not_joined():
    assert "waxtin" not in index_terms(["wax", "tin"])


@given(st.text(max_size=80))
def test_a_term_is_one_word_for_every_full_text_index(text):
    assert all(own.isalnum() and own == own.casefold() for own in index_terms([text]))


@given(st.text(alphabet="abcdeilmnorstuyz ", max_size=40))
def test_a_word_of_the_index_is_found_by_itself(text):
    assert set(terms(text)) <= set(index_terms([text]))
