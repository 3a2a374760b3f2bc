"""The home page: featured offers that are on sale."""

import pytest

from catalog.models import ProductPage
from home.models import MAX_FEATURED_BUNDLES, MAX_FEATURED_PRODUCTS, HomePage
from tests.builders import a_bundle, a_category, a_product, a_visitor

pytestmark = pytest.mark.django_db


def home():
    response = a_visitor().get("/")
    assert response.status_code == 200
    return response


def titles(offers) -> list[str]:
    return [offer.title for offer in offers]


def test_a_new_shop_has_a_home_page_with_its_lists():
    page = HomePage.objects.get()
    assert page.url == "/"
    assert [child.url for child in page.get_children().live()] == ["/products/", "/bundles/"]
    assert page.heading in home().text


def test_featured_offers_are_shown_with_their_price():
    page = a_product(1299, title="Wax", featured=True)
    a_product(title="Mat")
    a_bundle(title="Set", featured=True)
    response = home()
    assert titles(response.context["products"]) == ["Wax"]
    assert titles(response.context["bundles"]) == ["Set"]
    assert f'href="{page.url}"' in response.text
    assert "£12.99" in response.text


def test_pages_that_are_not_on_sale_are_not_featured():
    a_product(title="Draft", featured=True, live=False)
    unpriced = a_product(title="Unpriced", featured=True)
    ProductPage.objects.filter(pk=unpriced.pk).update(price_pence=None)
    a_bundle(unpriced, a_product(), a_product(), featured=True)
    response = home()
    assert response.context["products"] == response.context["bundles"] == []
    assert "Draft" not in response.text


def test_the_number_of_featured_offers_is_limited():
    for _ in range(MAX_FEATURED_PRODUCTS + 1):
        product = a_product(featured=True)
    for _ in range(MAX_FEATURED_BUNDLES + 1):
        a_bundle(product, a_product(), a_product(), featured=True)
    response = home()
    assert len(response.context["products"]) == MAX_FEATURED_PRODUCTS
    assert len(response.context["bundles"]) == MAX_FEATURED_BUNDLES


def test_categories_link_to_their_products():
    a_category("accessories", "Accessories")
    response = home()
    assert 'href="/products/accessories/"' in response.text
    assert a_visitor().get("/products/accessories/").status_code == 200


def test_there_is_only_one_home_page():
    root = HomePage.objects.get().get_parent()
    assert HomePage.can_create_at(root) is False
