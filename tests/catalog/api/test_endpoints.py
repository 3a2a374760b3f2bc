"""The API says of each offer what the shop's pages say."""

import json

import pytest
from django.conf import settings
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from catalog.api.endpoints import PerAddress
from catalog.models import Tag
from catalog.offers import offers_for
from tests.builders import (
    a_bundle,
    a_category,
    a_picture,
    a_product,
    a_review,
    a_type,
    a_visitor,
)

pytestmark = pytest.mark.django_db


def get(path: str):
    response = a_visitor().get(f"/api{path}")
    assert response.status_code == 200, response.text
    assert response["Content-Type"].startswith("application/json")
    return response.json()


def titles(path: str) -> list[str]:
    return [item["title"] for item in get(path)["items"]]


def test_a_product_has_the_facts_of_its_offer():
    wax = a_product(
        1299, title="Wax", sku="AUT-CC-900", variant="250 ml", stock=4, net_amount=250,
        net_measure="ml", minimum_age=16, signal_word="warning", hazard_statements="H319 Irritates",
        image=a_picture(width=1300, height=1300),
    )  # fmt: skip
    a_review(wax, stars=4)
    item = get("/products/AUT-CC-900")
    picture = item.pop("picture")
    assert item == {
        "sku": "AUT-CC-900",
        "title": "Wax",
        "variant": "250 ml",
        "tier": "Standard",
        "url": f"{settings.SITE_URL}/products/wax/",
        "description": "Cleans glass, and leaves no streaks.",
        "currency": "GBP",
        "list_pence": 1299,
        "price_pence": 1299,
        "delivery_pence": 499,
        "delivered_pence": 1798,
        "unit_price": "£51.96 per litre",
        "availability": "few_left",
        "stars": 4.0,
        "reviews": 1,
        "minimum_age": 16,
        "hazards": "Warning: H319 Irritates.",
        "parts": [],
    }
    assert picture.startswith(f"{settings.SITE_URL}/media/images/")


def test_a_bundle_names_its_parts_and_its_price_after_the_saving():
    wax, mitt, foam = (a_product(1000, title=title) for title in ("Wax", "Mitt", "Foam"))
    bundle = a_bundle(wax, (mitt, 2), foam, title="First Wash")
    item = get(f"/bundles/{bundle.sku}")
    assert (item["list_pence"], item["price_pence"]) == (4000, 3600)
    assert item["parts"] == [
        {"sku": wax.sku, "title": "Wax", "quantity": 1},
        {"sku": mitt.sku, "title": "Mitt", "quantity": 2},
        {"sku": foam.sku, "title": "Foam", "quantity": 1},
    ]
    assert item["availability"] == "in_stock"


def test_a_list_equals_the_offers():
    pages = [a_product(title=title) for title in ("B", "A")]
    offers = offers_for([page.sku for page in pages])
    listed = get("/products")
    assert (listed["count"], listed["next"]) == (2, None)
    assert [item["title"] for item in listed["items"]] == ["A", "B"]
    assert {item["sku"]: item["price_pence"] for item in listed["items"]} == {
        sku: offer.price_pence for sku, offer in offers.items()
    }


def test_products_are_filtered_and_sorted():
    tag = Tag.objects.create(name="Winter", slug="winter")
    a_product(300, title="Mat", category=a_category("accessories"), tier="pro")
    a_product(200, title="Spray", product_type=a_type("Spray"), tags=[tag])
    a_product(100, title="Cloth", product_type=a_type("Cloth"))
    assert titles("/products?category=accessories") == ["Mat"]
    assert titles("/products?tier=pro") == ["Mat"]
    assert titles("/products?type=cloth") == ["Cloth"]
    assert titles("/products?tag=winter") == ["Spray"]
    assert titles("/products?sort=-price") == ["Mat", "Spray", "Cloth"]
    assert titles("/products?category=accessories&tier=standard") == []


def test_bundles_are_filtered_by_tier():
    a_bundle(title="Plain"), a_bundle(title="Gift", bundle_type="special")
    assert titles("/bundles?tier=special") == ["Gift"]
    assert titles("/bundles") == ["Gift", "Plain"]


def test_pages_follow_each_other():
    for title in "ABC":
        a_product(title=title)
    first = get("/products?limit=2&sort=title")
    assert [item["title"] for item in first["items"]] == ["A", "B"]
    assert first["next"] == f"{settings.SITE_URL}/api/products?limit=2&offset=2"
    assert titles("/products?limit=2&offset=2") == ["C"]
    assert titles("/products?limit=2&offset=9") == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "offset=-1", "sort=best", "tier=gold", "category=a%20b"]
)
def test_a_wrong_value_is_refused_with_its_name(query):
    response = a_visitor().get(f"/api/products?{query}")
    assert response.status_code == 422
    assert query.partition("=")[0] in json.dumps(response.json()["detail"])


def test_what_is_not_on_sale_is_not_found():
    draft, bundle = a_product(live=False), a_bundle()
    for path in (f"products/{draft.sku}", f"products/{bundle.sku}", "bundles/NO-SUCH"):
        response = a_visitor().get(f"/api/{path}")
        assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method):
    assert getattr(a_visitor(), method)("/api/products").status_code == 405


def test_the_document_describes_both_lists():
    document = get("/openapi.json")
    assert sorted(document["paths"]) == [
        "/api/bundles",
        "/api/bundles/{sku}",
        "/api/products",
        "/api/products/{sku}",
    ]
    assert {operation for path in document["paths"].values() for operation in path} == {"get"}


def test_a_page_of_a_list_makes_a_fixed_number_of_queries():
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            get("/products?limit=100")
        return len(made)

    a_product()
    few = queries()
    for _ in range(20):
        a_product()
    assert queries() == few <= 7


def test_too_many_requests_of_one_address_are_refused(settings):
    settings.BEHIND_PROXY = False
    throttle = PerAddress("2/m")
    requests = [RequestFactory().get("/", REMOTE_ADDR=address) for address in ("1.1.1.1",) * 3]
    assert [throttle.allow_request(request) for request in requests] == [True, True, False]
    other = RequestFactory().get("/", REMOTE_ADDR="2.2.2.2")
    assert throttle.allow_request(other)
    forged = RequestFactory().get("/", REMOTE_ADDR="1.1.1.1", HTTP_X_FORWARDED_FOR="3.3.3.3")
    assert not throttle.allow_request(forged)


def test_the_answer_is_a_public_page(settings):
    settings.PAGE_CACHE = True
    a_product()
    visitor = a_visitor()
    first = visitor.get("/api/products")
    assert first["Cache-Control"].startswith("public")
    again = visitor.get("/api/products", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    a_product()
    assert visitor.get("/api/products").json()["count"] == 2
