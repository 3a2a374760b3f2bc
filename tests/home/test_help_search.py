"""Searches that lead to help pages."""

import pytest

from catalog.models import SearchMiss
from home.models import ContentPage
from tests.builders import a_product, a_visitor
from tests.home.builders import a_content_page

pytestmark = pytest.mark.django_db


def links(query: str) -> list[tuple[str, str]]:
    response = a_visitor().get("/search/", {"q": query})
    assert response.status_code == 200
    return [(link.title, link.url) for link in response.context["help_links"]]


@pytest.mark.parametrize(
    ("query", "url"),
    [
        ("delivery", "/delivery/"),
        ("Delivery cost", "/delivery/"),
        ("postage", "/delivery/"),
        ("returns", "/returns/"),
        ("how do I return my order", "/returns/"),
        ("where is my order", "/delivery/"),
        ("refund", "/returns/"),
        ("contact", "/contact/"),
        ("phone", "/contact/"),
        ("next day delivery", "/delivery/"),
        ("can I track my delivery", "/delivery/"),
        ("privacy", "/privacy/"),
        ("cookies", "/privacy/"),
        ("terms", "/terms/"),
        ("weee", "/recycling/"),
        ("reviews policy", "/reviews-policy/"),
        ("wax", None),
    ],
)
def test_words_of_a_help_page_lead_to_it(query, url):
    assert [found for _, found in links(query)][:1] == ([url] if url else [])


def test_the_links_stand_above_the_results():
    page = a_product(title="Delivery Bag")
    text = a_visitor().get("/search/", {"q": "delivery"}).text
    assert text.index("Help pages:") < text.index(f">{page.title}</a>")


def test_a_word_that_a_help_page_answers_is_no_typing_error():
    a_product(title="Charger", description="It delivers 12 volts.")
    found = a_visitor().get("/search/", {"q": "delivery"})
    assert found.context["help_links"]
    assert found.context["found"].query.corrected == ""
    assert "Nothing is called" not in found.text
    assert "Nothing found" not in found.text
    assert ">Charger</a>" not in found.text


def test_all_words_must_match():
    assert links("delivery wax") == []


def test_most_words_are_enough_if_one_is_in_the_title():
    assert links("next day delivery") == [("Delivery", "/delivery/")]
    assert links("next day courier") == []
    assert links("delivery of a wax polish") == []


def test_words_of_help_pages_are_not_corrected_beside_other_words():
    a_product(title="Charger", description="It delivers 12 volts the next day.")
    found = a_visitor().get("/search/", {"q": "next day delivery"})
    assert found.context["found"].query.corrected == ""
    assert ">Charger</a>" not in found.text
    found = a_visitor().get("/search/", {"q": "chargr delivery"})
    assert found.context["found"].query.corrected == "charger delivery"


def test_drafts_are_left_out():
    ContentPage.objects.filter(slug="delivery").update(live=False)
    assert links("delivery") == []


def test_the_search_words_of_editors_count():
    a_content_page(title="Winter ready", slug="winter", search_words="snow ice")
    assert links("snow") == [("Winter ready", "/winter/")]


def test_a_search_that_a_help_page_answers_is_no_miss():
    links("postage")
    assert not SearchMiss.objects.exists()
    links("unobtainium")
    assert SearchMiss.objects.exists()
