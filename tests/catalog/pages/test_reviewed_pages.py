"""Reviews on pages, on cards and in structured data."""

import json
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Stock
from catalog.reviews import PAGE_SIZE, answer_review
from sitewide.kept_values import forget_kept_values
from tests.builders import a_bundle, a_product, a_review, a_user, a_visitor

pytestmark = pytest.mark.django_db


def page_of(page, **query):
    response = a_visitor().get(page.url, query)
    assert response.status_code == 200
    return response


def data_of(page) -> dict:
    found, _breadcrumb = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page_of(page).text, re.DOTALL
    )
    return json.loads(found)


@pytest.mark.parametrize("make", [a_product, a_bundle])
def test_approved_reviews_are_shown_with_first_name_and_answer(make):
    page = make()
    author = a_user("kim.doe@example.com", first_name="Kim", last_name="Doe")
    review = a_review(page, author=author, stars=4, text="Shines.")
    a_review(page, stars=5, text="Smells.")
    a_review(page, stars=1, text="Not read yet.", approved=False)
    answer_review((review.pk, 1), answer="We are glad.", by=a_user(first_name="Moderator"))
    text = page_of(page).text
    for words in ("Shines.", "Smells.", "Kim", "A customer", "We are glad.", "4.5"):
        assert words in text
    assert "4 out of 5 stars" in text
    for private in ("Not read yet.", "Doe", "kim.doe@example.com", "Moderator"):
        assert private not in text


@pytest.mark.parametrize("make", [a_product, a_bundle])
def test_a_page_without_reviews_links_to_the_review_form(make):
    page = make()
    text = page_of(page).text
    assert "Nobody has reviewed this" in text
    assert f'href="/users/reviews/{page.sku}/"' in text
    assert 'class="stars"' not in text


def test_the_text_of_a_review_is_escaped():
    wax = a_product()
    a_review(wax, text="<script>alert(1)</script></script><b>bold</b> & more")
    text = page_of(wax).text
    assert "<script>alert" not in text
    assert "<b>bold" not in text
    assert data_of(wax)["review"][0]["reviewBody"] == (
        "<script>alert(1)</script></script><b>bold</b> & more"
    )


def test_reviews_are_paginated():
    wax = a_product()
    for number in range(PAGE_SIZE + 1):
        a_review(wax, text=f"Number {number}.")
    first, second = page_of(wax).text, page_of(wax, reviews="2").text
    assert "Number 0." not in first
    assert 'href="?reviews=2#reviews"' in first
    assert "Number 0." in second
    assert "Number 5." not in second
    for garbage in ("x", "-1", "9" * 5000, "\x00"):
        assert page_of(wax, reviews=garbage)


def test_a_card_shows_stars_and_the_number_of_reviews_as_text():
    wax = a_product(title="Wax")
    a_product(title="Mat")
    for stars in (4, 4, 5):
        a_review(wax, stars=stars)
    text = re.sub(r"<[^>]+>", "", a_visitor().get("/products/").text)
    assert "4.3 out of 5 stars, (from 3 reviews)" in re.sub(r"\s+", " ", text)
    assert text.count("out of 5 stars") == 1
    assert '<svg width="43" ' in a_visitor().get("/products/").text


def test_structured_data_has_name_price_rating_and_reviews(settings):
    wax = a_product(1299, title="Wax", sku="AUT-CC-900", stock=1)
    a_review(wax, author=a_user(first_name="Kim"), stars=4, text="Shines.")
    a_review(wax, stars=5, text="Smells.")
    data = data_of(wax)
    assert (data["@type"], data["name"], data["sku"]) == ("Product", "Wax", "AUT-CC-900")
    assert data["url"] == f"{settings.SITE_URL}/products/wax/"
    # There is a drawing only, which search engines do not accept.
    assert data["image"] == f"{settings.SITE_URL}/static/autovise/brand/social.png"
    assert (
        data["offers"]
        | {
            "@type": "Offer",
            "url": f"{settings.SITE_URL}/products/wax/",
            "priceCurrency": "GBP",
            "price": "12.99",
            "availability": "https://schema.org/InStock",
        }
        == data["offers"]
    )
    assert data["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": "4.5",
        "reviewCount": 2,
        "bestRating": 5,
        "worstRating": 1,
    }
    assert [(r["author"]["name"], r["reviewBody"]) for r in data["review"]] == [
        ("A customer", "Smells."),
        ("Kim", "Shines."),
    ]
    assert [r["reviewRating"]["ratingValue"] for r in data["review"]] == [5, 4]


def test_structured_data_omits_an_empty_rating_and_reports_no_stock():
    wax = a_product()
    Stock.objects.update(on_hand=0)
    data = data_of(wax)
    assert "aggregateRating" not in data
    assert "review" not in data
    assert data["offers"]["availability"] == "https://schema.org/OutOfStock"


def test_structured_data_of_a_bundle_has_the_price_after_its_saving():
    assert data_of(a_bundle())["offers"]["price"] == "26.99"


def queries_of(address: str) -> int:
    cache.clear()
    forget_kept_values()
    with CaptureQueriesContext(connection) as queries:
        assert a_visitor().get(address).status_code == 200
    return len(queries)


def test_reviews_add_no_query_to_lists_and_one_to_pages():
    wax = a_product(featured=True)
    bundle = a_bundle(wax, a_product(), a_product(), featured=True)
    lists = ("/", "/products/", "/bundles/", "/search/?q=wax")
    pages = (wax.url, bundle.url)
    for address in lists + pages:
        queries_of(address)  # makes what is made once
    before = {address: queries_of(address) for address in lists + pages}
    for page in (wax, bundle, *(part.product for part in bundle.parts.all()[1:])):
        for _ in range(PAGE_SIZE + 2):
            a_review(page, author=a_user(first_name="Kim"))
    after = {address: queries_of(address) for address in lists + pages}
    assert {address: after[address] - before[address] for address in lists + pages} == {
        **dict.fromkeys(lists, 0),
        **dict.fromkeys(pages, 1),
    }
    assert after[wax.url] <= 17
    assert after[bundle.url] <= 16


def test_structured_data_has_facts_sizes_hazards_and_age_limit():
    wax = a_product(
        length_mm=195, width_mm=70, height_mm=60, weight_g=340,
        signal_word="danger", hazard_statements="H222 Flammable.", minimum_age=18,
        specification=[("fact", {"name": "Colour", "value": "White"})],
    )  # fmt: skip
    data = data_of(wax)
    assert data["additionalProperty"] == [
        {"@type": "PropertyValue", "name": "Colour", "value": "White"},
        {"@type": "PropertyValue", "name": "Hazards", "value": "Danger: H222 Flammable."},
    ]
    sides = {name: (data[name]["value"], data[name]["unitCode"]) for name in (
        "depth", "width", "height", "weight",
    )}  # fmt: skip
    assert sides == {
        "depth": (195, "MMT"), "width": (70, "MMT"), "height": (60, "MMT"), "weight": (340, "GRM"),
    }  # fmt: skip
    assert data["audience"] == {"@type": "PeopleAudience", "requiredMinAge": 18}
    plain = data_of(a_product())
    assert not {"additionalProperty", "depth", "weight", "audience"} & set(plain)
