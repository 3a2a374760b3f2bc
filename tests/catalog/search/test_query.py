"""/search/: title, SKU, variant, category and description; no query breaks it."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalog.listing.listing import PAGE_SIZE
from catalog.models import ProductPage
from catalog.search.query import search_pages
from sitewide.kept_values import forget_kept_values
from tests.builders import a_bundle, a_category, a_product, a_visitor, change

pytestmark = pytest.mark.django_db


def found(query: str) -> set[str]:
    response = a_visitor().get("/search/", {"q": query})
    assert response.status_code == 200
    listing = response.context.get("listing")
    if listing is None:
        return set()
    assert listing.total == len(listing.offers)
    return {offer.title for offer in listing.offers}


@pytest.fixture
def shelf():
    a_product(
        title="Carnauba Wax",
        sku="WAX-CC-741",
        variant="250 ml tin",
        category=a_category("cleaning-care", "Cleaning & Care"),
        description="A hard wax that beads water for months.",
    )
    a_product(
        title="Rubber Mat",
        sku="MAT-AC-852",
        variant="Charcoal",
        category=a_category("accessories", "Accessories"),
        description="Keeps mud off the carpet.",
    )
    parts = [a_product(title=f"Part {n}", description="Plain.") for n in range(3)]
    a_bundle(*parts, title="Valet Box", sku="BND-PRO-963", description="For a tired cabin.")


FINDS = {
    "Carnauba": {"Carnauba Wax"},
    "carnauba WAX": {"Carnauba Wax"},
    "WAX-CC-741": {"Carnauba Wax"},
    "wax-cc-741": {"Carnauba Wax"},
    "CC-741": {"Carnauba Wax"},
    "741": {"Carnauba Wax"},
    "charcoal": {"Rubber Mat"},
    "accessories": {"Rubber Mat"},
    "mud carpet": {"Rubber Mat"},
    "rubber charcoal": {"Rubber Mat"},
    "valet": {"Valet Box"},
    "BND-PRO-963": {"Valet Box"},
    "bnd-pro-963": {"Valet Box"},
    "cabin": {"Valet Box"},
    "carnauba mud": {"Carnauba Wax", "Rubber Mat"},
    "submarine": set(),
    "": set(),
    "   ": set(),
}


def test_all_words_must_match(shelf):
    assert {query: found(query) for query in FINDS} == FINDS


def test_unpublished_pages_are_not_found(shelf):
    ProductPage.objects.get(title="Carnauba Wax").unpublish()
    a_product(title="Draft Wax", live=False)
    assert found("wax") == set()


def test_pages_that_are_not_on_sale_are_not_found(shelf):
    change(ProductPage.objects.get(title="Rubber Mat"), price_pence=None)
    assert found("rubber") == set()
    ProductPage.objects.get(title="Part 1").unpublish()
    assert found("valet") == set()


def test_deleted_pages_are_not_found(shelf):
    ProductPage.objects.get(title="Rubber Mat").delete()
    assert found("rubber") == set()


ODD = [
    '"',
    '"wax',
    "'",
    "wax'",
    "(",
    "wax)",
    "wax*",
    "*",
    "wax AND",
    "NOT wax",
    "NEAR(wax",
    "title:wax",
    "-wax",
    "^wax",
    "wax\x00",
    "\x00",
    "_",
    "🚗",
    "wax 🚗",
    "; DROP TABLE catalog_productpage; --",
    "%",
    "\\",
    "&|!",
    "<->",
    "ﷺ",
    "wax " * 2500,
    "w" * 10_000,
    "é\u0301",
    "१२",
]


@pytest.mark.slow
def test_unusual_queries_do_not_fail(shelf):
    for query in ODD:
        found(query)


def test_punctuation_around_a_word_is_ignored(shelf):
    for query in ('"carnauba"', "(carnauba)", "carnauba*", "carnauba, wax!", "\x00carnauba"):
        assert found(query) == {"Carnauba Wax"}, query


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60), st.text(max_size=8))
@example("\x00", "\x00")
def test_no_text_whatever_breaks_the_search(query, page_number):
    assert search_pages(query).pks == ()
    response = a_visitor().get("/search/", {"q": query, "page": page_number}, follow=True)
    assert response.status_code == 200


def test_results_are_paginated():
    for _ in range(PAGE_SIZE + 1):
        a_product(title="Wax", stock=0)
    numbers = {"2": 2, "99": 2, "-1": 2, "x": 1, "\x00": 1, "9" * 5000: 1}
    for page, number in numbers.items():
        response = a_visitor().get("/search/", {"q": "wax", "page": page}, follow=True)
        listing = response.context["listing"]
        assert (listing.page.number, len(listing.offers)) == (number, (PAGE_SIZE, 1)[number - 1])


def test_a_search_makes_a_fixed_number_of_queries():
    def queries() -> int:
        cache.clear()
        forget_kept_values()
        with CaptureQueriesContext(connection) as made:
            assert a_visitor().get("/search/", {"q": "wax"}).status_code == 200
        return len(made)

    parts = [a_product(title="Wax", stock=0) for _ in range(3)]
    a_bundle(*parts, title="Wax set")
    queries()
    few = queries()
    for _ in range(20):
        a_product(title="Wax", stock=0)
    a_bundle(*parts, title="Wax box")
    assert queries() == few <= 17  # with those of the footer and of the help pages


def test_a_near_word_costs_no_more_queries_than_pages_with_most_words():
    def queries(query: str) -> int:
        cache.clear()
        forget_kept_values()
        with CaptureQueriesContext(connection) as made:
            assert a_visitor().get("/search/", {"q": query}).context["found"].pks
        return len(made)

    for length in range(4):
        a_product(title=f"Jump Leads – {length} m", description="Copper.")
    parts = [a_product(title=f"Jump Pack – {n} A", description="Steel.") for n in range(3)]
    a_bundle(*parts, title="Roadside Box", description="Jump pack and LEDs.")
    assert search_pages("jump leds").query.corrected == "jump leads"
    queries("jump leds")
    assert queries("jump leds") <= queries("jump leds pack")


def test_the_query_is_shown_again_and_escaped():
    response = a_visitor().get("/search/", {"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert(1)" in response.text


def test_a_search_without_a_query_shows_the_form():
    response = a_visitor().get("/search/")
    assert response.status_code == 200
    assert 'name="q"' in response.text
