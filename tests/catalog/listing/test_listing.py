"""/products/ and /bundles/: filtered, sorted and paginated by any query string."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.listing.listing import PAGE_SIZE, Listing
from catalog.models import ListedOffer
from sitewide.kept_values import forget_kept_values
from tests.builders import a_bundle, a_category, a_customer, a_picture, a_product, a_visitor, change

pytestmark = pytest.mark.django_db


PARAMETERS = [
    "category", "subcategory", "type", "tier", "tag", "stock", "offer", "price_from", "price_to",
    "sort", "page",
]  # fmt: skip


def query_of(values: dict[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(values)
    return query


def titles(response) -> list[str]:
    return [offer.title for offer in response.context["listing"].offers]


def listed_titles(address: str, **query) -> list[str]:
    response = a_visitor().get(address, query, follow=True)
    assert response.status_code == 200
    return titles(response)


@pytest.mark.parametrize("address", ["/", "/products/", "/bundles/", "/search/", "/search/?q=wax"])
def test_an_empty_shop_has_a_listing_page(address):
    assert a_visitor().get(address).status_code == 200


@pytest.mark.parametrize("address", ["/products/", "/bundles/"])
def test_an_empty_list_shows_a_message(address):
    assert "There is nothing for sale here just yet." in a_visitor().get(address).text


def test_products_are_listed_with_their_price():
    page = a_product(1299, title="Wax")
    response = a_visitor().get("/products/")
    assert titles(response) == ["Wax"]
    assert f'href="{page.url}"' in response.text
    assert "£12.99" in response.text


def test_only_what_is_on_sale_is_listed():
    a_product(title="Shown")
    a_product(title="Draft", live=False)
    unpriced = a_product(title="Unpriced")
    change(unpriced, price_pence=None)
    assert listed_titles("/products/") == ["Shown"]


def test_products_are_filtered_by_category_and_tier():
    care, cabin = a_category("cleaning-care"), a_category("accessories")
    a_product(title="Wax", category=care)
    a_product(title="Pro Wax", category=care, tier="pro")
    a_product(title="Pro Mat", category=cabin, tier="pro")
    assert listed_titles("/products/", category="cleaning-care") == ["Pro Wax", "Wax"]
    assert listed_titles("/products/", tier="pro") == ["Pro Mat", "Pro Wax"]
    assert listed_titles("/products/", category="cleaning-care", tier="pro") == ["Pro Wax"]
    assert listed_titles("/products/", category="accessories", tier="standard") == []


def test_bundles_are_filtered_by_category_of_a_part_and_by_type():
    mat = a_product(category=a_category("accessories"))
    pro = a_product(tier="pro")
    a_bundle(mat, a_product(), a_product(), title="Cabin")
    a_bundle(pro, a_product(), a_product(), title="Valet", bundle_type="pro")
    a_bundle(title="Gift", bundle_type="special")
    assert listed_titles("/bundles/") == ["Cabin", "Gift", "Valet"]
    assert listed_titles("/bundles/", category="accessories") == ["Cabin"]
    assert listed_titles("/bundles/pro/") == ["Valet"]
    assert listed_titles("/bundles/special/", category="cleaning-care") == ["Gift"]


def test_the_list_of_a_category_has_its_name():
    a_category("cleaning-care", "Cleaning & Care")
    response = a_visitor().get("/products/cleaning-care/")
    assert "<h1>Cleaning &amp; Care</h1>" in response.text


def test_products_are_sorted_by_the_current_price():
    a_product(1000, title="Plain")
    a_product(1100, title="Kit", is_kit=True)  # £9.90 now
    a_product(995, title="Near")
    a_product(1000, title="Also plain")
    assert listed_titles("/products/", sort="price") == ["Kit", "Near", "Also plain", "Plain"]
    assert listed_titles("/products/", sort="-price") == ["Also plain", "Plain", "Near", "Kit"]


def test_products_are_sorted_by_name():
    for title in ("Wax", "Mat", "Torch"):
        a_product(title=title)
    assert listed_titles("/products/", sort="name") == ["Mat", "Torch", "Wax"]
    assert listed_titles("/products/", sort="-name") == ["Wax", "Torch", "Mat"]


def test_products_are_sorted_featured_first_by_default():
    a_product(title="Mat")
    a_product(title="Wax", featured=True)
    assert listed_titles("/products/") == ["Wax", "Mat"]


def test_bundles_are_sorted_by_their_price():
    parts = [a_product(pence) for pence in (1000, 1000, 1000)]
    a_bundle(*parts, title="Usual")  # £27.00
    a_bundle(*parts, title="Keen", discount=50)  # £15.00
    a_bundle(*parts, title="None", discount=0)  # £30.00
    a_bundle((parts[0], 3), *parts[1:], title="Large", discount=45)  # £27.50
    assert listed_titles("/bundles/", sort="price") == ["Keen", "Usual", "Large", "None"]
    assert listed_titles("/bundles/", sort="-price") == ["None", "Large", "Usual", "Keen"]


def test_the_list_is_paginated_without_losses_or_duplicates():
    for number in range(PAGE_SIZE + 3):
        a_product(title=f"Thing {number:02d}", stock=0)
    first = a_visitor().get("/products/", {"sort": "name"})
    second = a_visitor().get("/products/", {"sort": "name", "page": "2"})
    assert titles(first) + titles(second) == [f"Thing {n:02d}" for n in range(PAGE_SIZE + 3)]
    assert 'href="?sort=name&amp;page=2"' in first.text
    assert 'href="?sort=name"' in second.text


NEAREST = {
    "2": 2,
    "999999": 2,
    "0": 2,
    "-1": 2,
    "abc": 1,
    "": 1,
    "1.5": 1,
    "2\x00": 1,
    "9" * 5000: 1,
    "' or 1=1 --": 1,
}


def test_an_invalid_page_number_gives_the_nearest_page():
    for _ in range(PAGE_SIZE + 1):
        a_product(stock=0)
    products = ListedOffer.objects.products()
    numbers = {
        page: Listing.of_products(products, query_of({"page": page})).page.number
        for page in NEAREST
    }
    assert numbers == NEAREST
    for page in ("abc", "999999", "-1", "\x00"):
        response = a_visitor().get("/products/", {"page": page}, follow=True)
        assert response.status_code == 200


GARBAGE = [
    "' or 1=1",
    "%00",
    "\x00",
    "no-such-section",
    "a" * 8000,
    "🚗",
    "../../etc/passwd",
    "<b>",
]


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/products/", "/bundles/"])
@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda g: ascii(g)[:20])
def test_an_unknown_filter_is_ignored(address, garbage):
    a_bundle(title="Set")
    everything = listed_titles(address)
    filtered = listed_titles(
        address, category=garbage, tier=garbage, sort=garbage, nonsense=garbage
    )
    assert filtered == everything


def test_a_query_string_that_is_not_utf_8_does_not_fail():
    a_product(title="Wax")
    for query in ("category=%ff%fe", "page=%00", "sort=%", "=&&=&?", "page=1&page=x"):
        assert a_visitor().get(f"/products/?{query}", follow=True).status_code == 200


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(PARAMETERS), st.text()))
def test_no_query_string_fails(query):
    listing = Listing.of_products(ListedOffer.objects.products(), query_of(query))
    assert listing.offers == []
    [(number, _)] = listing.page_links
    assert number == 1


def queries_of(address: str) -> int:
    cache.clear()
    forget_kept_values()
    with CaptureQueriesContext(connection) as queries:
        assert a_visitor().get(address).status_code == 200
    return len(queries)


@pytest.mark.slow
def test_a_list_of_products_makes_a_fixed_number_of_queries():
    image = a_picture()
    for number in range(5):
        a_product(image=image if number % 2 else None, is_kit=number == 3, featured=True)
    queries_of("/products/")  # makes the renditions
    few = {address: queries_of(address) for address in ("/products/", "/")}
    for number in range(55):
        a_product(stock=0, image=image if number % 2 else None, featured=True)
    many = {address: queries_of(address) for address in ("/products/", "/")}
    assert many == few
    assert max(queries_of("/products/?sort=price&page=2"), few["/products/"], few["/"]) <= 15


@pytest.mark.slow
def test_a_list_of_bundles_makes_a_fixed_number_of_queries():
    parts = [a_product() for _ in range(6)]
    a_bundle(*parts[:3])
    queries_of("/bundles/")  # makes what is made once
    few = queries_of("/bundles/")
    for _ in range(8):
        a_bundle(*parts)
    assert queries_of("/bundles/") == few <= 15


def test_a_product_page_makes_a_fixed_number_of_queries():
    page = a_product(family="mats")
    queries_of(page.url)  # makes what is made once
    few = queries_of(page.url)
    for _ in range(8):
        a_product(family="mats", stock=0)
    assert queries_of(page.url) == few <= 17


@pytest.mark.slow
def test_a_bundle_page_makes_a_fixed_number_of_queries():
    image = a_picture()
    parts = [a_product(image=image) for _ in range(10)]
    small, large = a_bundle(*parts[:3]), a_bundle(*parts)
    queries_of(large.url)  # makes the renditions
    assert queries_of(large.url) == queries_of(small.url) <= 16


def test_public_pages_are_the_same_for_every_visitor():
    product, bundle = a_product(featured=True), a_bundle(featured=True)
    guest, customer = a_visitor(), a_visitor(a_customer())
    for address in ("/", "/products/", "/bundles/", product.url, bundle.url, "/search/?q=cleaner"):
        seen_by_guest, seen_by_customer = guest.get(address), customer.get(address)
        assert seen_by_guest.content == seen_by_customer.content, address
        for response in (seen_by_guest, seen_by_customer):
            assert not response.cookies, address
            assert "Cookie" not in response.get("Vary", ""), address
            assert "csrf" not in response.text, address
