"""What the search reads of a product: its terms with their weights."""

from catalog.search_weights import DESCRIPTION, NAME, TAG, SearchFacts


def facts(**changed) -> SearchFacts:
    values = {
        "title": "Car Mats – Black",
        "name": "Car Mats",
        "type_name": "Floor mats",
        "description": "They fit every winter.",
        "codes": ["A4-MAT-S", "", "AUT-AC-001"],
        "weighted": [(NAME, "Car Mats"), (TAG, "Winter mats")],
    }
    return SearchFacts.of(**(values | changed))


def test_a_term_counts_as_in_its_best_text():
    weights = facts().weights
    assert weights["mat"] == NAME
    assert weights["winter"] == TAG
    assert weights["fit"] == DESCRIPTION
    assert "black" not in weights


def test_weak_words_are_no_part_of_the_name():
    assert list(facts().name) == ["mat"]


def test_neighbouring_words_of_the_title_are_one_word_too():
    assert list(facts(title="Screen Wash").title) == ["screen", "wash", "screenwash"]


def test_codes_are_written_as_one_word():
    assert list(facts().codes) == ["a4mats", "autac001"]


def test_stored_facts_are_read_as_they_were():
    assert SearchFacts.from_json(facts().as_json()) == facts()
