"""Suggestions of the search field: offers and sections for what was typed so far."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from catalog.models import SynonymGroup
from catalog.search.query import search_pages
from catalog.search.suggestions import MAX_OFFERS, suggest
from tests.builders import a_category, a_product, a_visitor

pytestmark = pytest.mark.django_db


def titles(query: str) -> list[str]:
    return [offer.title for offer in suggest(query).offers]


def results(query: str) -> list[str]:
    found = dict(Page.objects.values_list("pk", "title"))
    return [found[pk] for pk in search_pages(query).pks]


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
    assert answer.text.count('role="option"') == 2  # the offer, and all results
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


def test_for_complete_words_they_are_the_first_results():
    SynonymGroup.objects.create(words="link, jump leads, cable")
    a_product(title="Jump Leads", description="Copper.")
    a_product(title="Hardwire Lead", description="For a camera.")
    a_product(title="Jump Pack", description="It needs no leads.")
    for query in ("jump leads", "jump lead", "lead", "jump pack"):
        assert titles(query) == results(query) != [], query
    assert "Hardwire Lead" not in titles("jump leads")


def test_the_beginning_of_a_title_word_stands_before_one_of_a_description():
    a_product(title="Tyre Gel", description="It prevents cracks and protects.")
    a_product(title="Tyre Pressure Gauge", description="Reads to 100 psi.")
    assert titles("tyre pr")[0] == "Tyre Pressure Gauge"
    a_product(title="Windscreen Cover", description="Keeps frost off.")
    a_product(title="Flag", description="It flies in the wind.")
    assert titles("wind") == ["Windscreen Cover", "Flag"]


def test_the_last_word_may_be_the_unfinished_end_of_a_phrase_with_synonyms():
    SynonymGroup.objects.all().delete()
    SynonymGroup.objects.create(words="tyre gauge, tyre pressure gauge")
    a_product(title="Tyre Gel", description="It prevents cracks.")
    a_product(title="Tyre Gauge", description="Reads to 100 psi.")
    assert titles("tyre pr")[0] == "Tyre Gauge"
    assert titles("best tyre pressure ga")[0] == "Tyre Gauge"


def test_the_last_row_leads_to_all_results(shelf):
    answer = a_visitor().get("/search/suggestions/", {"q": "wax & <i>"}).text
    assert 'href="/search/?q=wax%20%26%20%3Ci%3E"' in answer
    assert "See all results for “wax &amp; &lt;i&gt;”" in answer
    assert answer.rindex('role="option"') < answer.index("See all results")


def test_an_answer_without_suggestions_says_so(shelf):
    answer = a_visitor().get("/search/suggestions/", {"q": "submarine"}).text
    assert "No suggestions yet. Press Search." in answer
    assert "See all results" not in answer


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("delivery", "Delivery"),
        ("deliv", "Delivery"),
        ("next day delivery", "Delivery"),
        ("returns", "Returns and refunds"),
    ],
)
def test_help_pages_are_suggested(query, first):
    a_product(title="Charger", description="It delivers 12 volts the next day.")
    suggested = suggest(query)
    assert [link.title for link in suggested.help_links][:1] == [first]
    assert query == "deliv" or suggested.offers == ()
    assert f"Help: {first}" in a_visitor().get("/search/suggestions/", {"q": query}).text
