"""Cells that hold lists of texts or pairs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.imports.files.lists import (
    FACT,
    QUESTION,
    join_items,
    join_pairs,
    split_items,
    split_pairs,
)

TEXT = st.text(st.sampled_from("ab \\|:?"), min_size=1, max_size=12).map(str.strip).filter(bool)


def test_items_are_separated_by_bars():
    assert split_items(" One | Two||Three ") == ["One", "Two", "Three"]
    assert split_items("") == []


def test_a_fact_is_split_at_the_first_colon_with_a_space():
    cell = "Power: 12 V: 10 A|Ratio 1:10: yes|Colour"
    assert split_pairs(cell, FACT) == [
        ("Power", "12 V: 10 A"),
        ("Ratio 1:10", "yes"),
        ("Colour", ""),
    ]


def test_a_question_keeps_its_mark():
    cell = "Is it safe? Yes. Why? It is soap.|And then?"
    assert split_pairs(cell, QUESTION) == [
        ("Is it safe?", "Yes. Why? It is soap."),
        ("And then?", ""),
    ]


def test_a_backslash_makes_a_separator_part_of_the_text():
    assert split_items(r"a\|b|c\\|d\e") == ["a|b", "c\\", "d\\e"]
    assert split_pairs(r"Ratio\: parts: 1\|2", FACT) == [("Ratio: parts", "1|2")]


def test_pairs_are_written_as_in_the_documentation():
    facts = [("Material", "Cotton"), ("Colour", "")]
    assert join_pairs(facts, FACT) == "Material: Cotton|Colour"
    assert join_pairs([("Is it safe?", "Yes.")], QUESTION) == "Is it safe? Yes."


@given(st.lists(TEXT, max_size=4))
def test_items_are_read_as_they_are_written(items):
    assert split_items(join_items(items)) == items


@given(st.lists(st.tuples(TEXT, TEXT), max_size=3))
def test_facts_are_read_as_they_are_written(pairs):
    assert split_pairs(join_pairs(pairs, FACT), FACT) == pairs


@given(st.lists(st.tuples(TEXT.map(lambda text: f"{text}?"), TEXT), max_size=3))
def test_questions_are_read_as_they_are_written(pairs):
    assert split_pairs(join_pairs(pairs, QUESTION), QUESTION) == pairs


@pytest.mark.parametrize("second", ["", "b"])
@given(TEXT)
def test_a_fact_may_lack_its_value(second, first):
    assert split_pairs(join_pairs([(first, second)], FACT), FACT) == [(first, second)]
