"""Suggestions of the search field: offers and sections for what was typed so far."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.search.suggestions import MAX_OFFERS, suggest
from tests.builders import a_category, a_product, a_visitor

pytestmark = pytest.mark.django_db


def titles(query: str) -> list[str]:
    return [offer.title for offer in suggest(query).offers]


@pytest.fixture
def shelf():
    cleaning = a_category("cleaning-care", "Cleaning & Care")
    a_product(1299, title="Carnauba Wax", category=cleaning)
    a_product(title="Charger", category=a_category("electronics", "Electronics"))
    a_product(title="Charging Pad", category=a_category("electronics", "Electronics"))


def test_the_last_word_may_be_unfinished(shelf):
    assert titles("carnauba w") == ["Carnauba Wax"]
    assert titles("charg") == ["Charger", "Charging Pad"]


def test_sections_are_suggested_by_their_name(shelf):
    assert [section.name for section in suggest("clean").sections] == ["Cleaning & Care"]


@pytest.mark.parametrize("query", ["", " ", "w", "%", "submarine", "\x00", "w" * 10_000])
def test_nothing_is_suggested_for_too_little_or_nonsense(shelf, query):
    assert not suggest(query)


def test_the_answer_is_a_list_of_links_with_the_price_and_the_cost_of_delivery(shelf):
    answer = a_visitor().get("/search/suggestions/", {"q": "wax"})
    assert answer.status_code == 200
    assert "£12.99" in answer.text
    assert "for £4.99" in answer.text
    assert answer.text.count('role="option"') == 1
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "<html" not in answer.text


def test_markup_in_the_query_is_not_repeated(shelf):
    assert "<script" not in a_visitor().get("/search/suggestions/", {"q": "<script>"}).text


def test_the_answer_costs_few_queries_however_much_is_found():
    def queries() -> int:
        suggest("wax")
        with CaptureQueriesContext(connection) as made:
            suggest("wax")
        return len(made)

    a_product(title="Wax")
    few = queries()
    for _ in range(MAX_OFFERS + 3):
        a_product(title="Wax")
    assert len(suggest("wax").offers) == MAX_OFFERS
    assert queries() == few <= 12
