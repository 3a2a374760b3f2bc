"""The demo catalogue: length, format and agreement of its texts and facts."""

import csv
import re

from catalog.management.commands.load_demo import DEMO, SECTIONS

CODES_BY_SIGNAL_WORD = {
    "Danger": {"H222", "H224", "H225", "H304", "H314", "H318"},
    "Warning": {"H223", "H226", "H229", "H290", "H302", "H315", "H317", "H319", "H332", "H336"},
    "": {"H411", "H412"},
}


def _rows(name: str) -> list[dict[str, str]]:
    with (DEMO / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


PRODUCTS = [row for section in SECTIONS for row in _rows(section)]
BUNDLES = _rows("bundles")
PAGES = PRODUCTS + BUNDLES
FAMILIES = {row["sku"]: row["family"] for row in PRODUCTS}


def _items(cell: str) -> list[str]:
    items = cell.split("|") if cell else []
    assert all(item and item == item.strip() for item in items), cell
    return items


def _codes(row: dict[str, str]) -> set[str]:
    return {statement.split(" ", 1)[0] for statement in _items(row["hazard_statements"])}


def test_every_body_has_two_paragraphs_and_at_least_80_words():
    for row in PAGES:
        paragraphs = row["body"].split(" ¶ ")
        assert len(paragraphs) == 2, row["sku"]
        assert sum(len(text.split()) for text in paragraphs) >= 80, row["sku"]
        assert "¶" not in "".join(paragraphs), row["sku"]


def test_no_two_pages_have_the_same_body():
    bodies = [row["body"] for row in PAGES]
    assert len(set(bodies)) == len(bodies) == 185 + 13


def test_highlights_are_three_to_five_short_phrases():
    for row in PAGES:
        highlights = _items(row["highlights"])
        assert 3 <= len(highlights) <= 5, row["sku"]
        for text in highlights:
            assert len(text) <= 90, (row["sku"], text)
            assert not text.endswith("."), (row["sku"], text)


def test_every_page_answers_two_or_three_questions():
    for row in PAGES:
        pairs = _items(row["questions"])
        assert 2 <= len(pairs) <= 3, row["sku"]
        for pair in pairs:
            question, separator, answer = pair.partition("? ")
            assert question, row["sku"]
            assert separator, (row["sku"], pair)
            assert answer.endswith("."), (row["sku"], pair)
            assert "? " not in answer, (row["sku"], pair)


def test_every_specification_has_four_to_eight_named_facts():
    for row in PRODUCTS:
        facts = [fact.partition(": ") for fact in _items(row["specification"])]
        assert 4 <= len(facts) <= 8, row["sku"]
        assert len({name for name, _, _ in facts}) == len(facts), row["sku"]
        for name, _, value in facts:
            assert 1 <= len(name) <= 60, (row["sku"], name)
            assert 1 <= len(value) <= 160, (row["sku"], name)


def test_dimensions_and_weight_have_their_format():
    for row in PRODUCTS:
        assert re.fullmatch(r"[1-9]\d* x [1-9]\d* x [1-9]\d* mm", row["dimensions"]), row["sku"]
        assert re.fullmatch(r"[1-9]\d* g|\d+(\.\d)? kg", row["weight"]), row["sku"]


def test_every_product_lists_its_box_contents_and_three_to_five_steps():
    for row in PRODUCTS:
        assert _items(row["box_contents"]), row["sku"]
        assert 3 <= len(_items(row["instructions"])) <= 5, row["sku"]


def test_related_products_exist_and_are_of_another_family():
    for row in PRODUCTS:
        related = _items(row["related"])
        assert 2 <= len(set(related)) == len(related) <= 4, row["sku"]
        assert row["sku"] not in related
        assert set(related) <= set(FAMILIES), row["sku"]
        if row["family"]:
            assert row["family"] not in {FAMILIES[sku] for sku in related}, row["sku"]


def test_the_signal_word_is_that_of_the_gravest_hazard_statement():
    known = set().union(*CODES_BY_SIGNAL_WORD.values())
    for row in PRODUCTS:
        codes = _codes(row)
        assert codes <= known, row["sku"]
        word = next((word for word, group in CODES_BY_SIGNAL_WORD.items() if codes & group), "")
        assert row["signal_word"] == word, row["sku"]
        assert bool(row["signal_word"]) == bool(codes), row["sku"]


def test_every_aerosol_is_labelled_flammable_and_under_pressure():
    aerosols = [row for row in PRODUCTS if row["product_type"] == "Aerosol"]
    assert len(aerosols) == 9
    assert all({"H222", "H229"} <= _codes(row) for row in aerosols)


def test_each_hazard_code_has_one_wording():
    statements = {text for row in PRODUCTS for text in _items(row["hazard_statements"])}
    assert len({text.split(" ", 1)[0] for text in statements}) == len(statements)


def test_a_few_products_have_a_minimum_age():
    ages = [row["minimum_age"] for row in PRODUCTS if row["minimum_age"]]
    assert set(ages) <= {"16", "18"}
    assert 2 <= len(ages) <= 10


def test_no_bundle_states_a_saving():
    for row in BUNDLES:
        text = f"{row['highlights']} {row['body']} {row['questions']}"
        assert not re.search(r"£|%|per cent|\bsav(e|es|ed|ing|ings)\b|cheaper", text), row["sku"]


def test_what_the_texts_call_for_adults_only_has_the_age_limit():
    told = [
        row
        for row in PRODUCTS
        if re.search("adults only|age limit", row["body"] + row["questions"])
    ]
    assert {row["sku"]: row["minimum_age"] for row in told} == {
        "AUT-PF-022": "18",
        "AUT-PF-025": "18",
        "AUT-SE-001": "18",
        "AUT-SE-002": "18",
    }
