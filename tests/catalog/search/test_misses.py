"""Searches that found nothing: counted without anything personal, reported to editors."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import SearchMiss
from catalog.search import misses
from catalog.search.misses import count_miss, delete_old_misses
from tests.builders import a_product, a_visitor

pytestmark = pytest.mark.django_db


def counted() -> dict[str, int]:
    return dict(SearchMiss.objects.values_list("words", "times"))


def test_a_search_in_vain_is_counted():
    for query in ("submarine", "Submarine!", "  submarine "):
        assert a_visitor().get("/search/", {"q": query}).status_code == 200
    assert counted() == {"submarine": 3}


def test_a_search_that_finds_something_or_asks_nothing_is_not_counted():
    a_product(title="Wax")
    for query in ("wax", "", "…"):
        a_visitor().get("/search/", {"q": query})
    assert counted() == {}


@pytest.mark.parametrize(
    "query", ["jane@example.com", "07700 900123", "AV-234567 QX", "x" * 61, "w " * 200]
)
def test_what_may_be_personal_or_is_too_long_is_not_kept(query):
    count_miss(query)
    assert counted() == {}


def test_no_more_than_so_many_queries_are_kept(monkeypatch):
    monkeypatch.setattr(misses, "MAX_ROWS", 2)
    for query in ("submarine", "rocket", "balloon", "rocket"):
        count_miss(query)
    assert counted() == {"submarine": 1, "rocket": 2}


def test_old_ones_are_deleted():
    count_miss("submarine")
    count_miss("rocket")
    SearchMiss.objects.filter(words="rocket").update(last_at=timezone.now() - timedelta(days=91))
    delete_old_misses()
    assert counted() == {"submarine": 1}


def test_the_page_offers_sections_and_featured_products_instead():
    a_product(title="Wax", featured=True)
    page = a_visitor().get("/search/", {"q": "submarine"}).text
    assert "Nothing found for “submarine”" in page
    assert "Wax" in page
