"""Pages of categories and subcategories below the list of products."""

import pytest
from django.core.exceptions import ValidationError

from catalog.models import Category, ProductIndexPage, Subcategory
from tests.builders import a_category, a_product, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def care() -> Category:
    care = a_category("cleaning-care", "Cleaning & Care")
    Category.objects.filter(pk=care.pk).update(landing_text="Everything that shines.")
    return care


@pytest.fixture
def wheels(care) -> Subcategory:
    return Subcategory.objects.create(category=care, name="Wheels", slug="wheels")


def titles(address: str) -> list[str]:
    response = a_visitor().get(address)
    assert response.status_code == 200
    return [offer.title for offer in response.context["listing"].offers]


def test_a_category_and_a_subcategory_have_pages_of_their_own(care, wheels):
    a_product(title="Tyre gel", category=care, subcategory=wheels)
    a_product(title="Wax", category=care)
    a_product(title="Mat", category=a_category("accessories"))
    assert titles("/products/cleaning-care/") == ["Tyre gel", "Wax"]
    assert titles("/products/cleaning-care/wheels/") == ["Tyre gel"]
    assert titles("/products/cleaning-care/?price_to=1") == []


def test_a_category_has_its_name_text_and_subcategories(care, wheels):
    Subcategory.objects.create(category=care, name="Glass", slug="glass")
    a_product(category=care, subcategory=wheels)
    response = a_visitor().get("/products/cleaning-care/")
    assert "<h1>Cleaning &amp; Care</h1>" in response.text
    assert "<p>Everything that shines.</p>" in response.text
    assert 'href="/products/cleaning-care/wheels/">Wheels' in response.text
    assert "/products/cleaning-care/glass/" not in response.text  # it has no products


def test_the_breadcrumb_leads_back_through_the_subcategory(care, wheels):
    page = a_product(category=care, subcategory=wheels)
    response = a_visitor().get(page.url)
    assert '<a href="/products/cleaning-care/">Cleaning &amp; Care</a>' in response.text
    assert '<a href="/products/cleaning-care/wheels/">Wheels</a>' in response.text
    response = a_visitor().get("/products/cleaning-care/wheels/")
    assert '<a href="/products/cleaning-care/">Cleaning &amp; Care</a>' in response.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("?category=cleaning-care", "cleaning-care/"),
        ("?category=cleaning-care&tier=pro&page=2", "cleaning-care/?tier=pro&page=2"),
        (
            "?category=cleaning-care&subcategory=cleaning-care/wheels&sort=price",
            "cleaning-care/wheels/?sort=price",
        ),
    ],
)
def test_addresses_with_one_category_redirect_to_its_page(wheels, old, new):
    response = a_visitor().get(f"/products/{old}")
    assert response.status_code == 301
    assert response["Location"] == f"/products/{new}"


def test_several_categories_stay_a_filter(care):
    a_category("accessories")
    address = "/products/?category=cleaning-care&category=accessories"
    assert a_visitor().get(address).status_code == 200


@pytest.mark.parametrize(
    "path", ["nothing/", "cleaning-care/nothing/", "accessories/wheels/", "cleaning-care/wheels/x/"]
)
def test_an_unknown_section_is_not_found(wheels, path):
    a_category("accessories")
    assert a_visitor().get(f"/products/{path}").status_code == 404


def test_a_list_that_is_not_live_has_no_sections(care):
    ProductIndexPage.objects.get().unpublish()
    assert a_visitor().get("/products/cleaning-care/").status_code == 404


def test_a_product_cannot_have_the_slug_of_a_category(care):
    page = a_product(title="Wax")
    page.slug = "cleaning-care"
    with pytest.raises(ValidationError, match=r"The category “Cleaning & Care” has this slug\."):
        page.full_clean()


def test_a_category_cannot_have_the_slug_of_a_product():
    a_product(title="Wax", slug="wax")
    with pytest.raises(ValidationError, match=r"The product “Wax” has this slug\."):
        Category(name="Wax", slug="wax").full_clean()


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/Products/", "/products/"),
        ("/products/Cleaning-Care/?tier=pro", "/products/cleaning-care/?tier=pro"),
        ("/PRODUCTS/Wax/", "/products/wax/"),
    ],
)
def test_capital_letters_redirect(care, path, target):
    a_product(title="Wax", slug="wax")
    response = a_visitor().get(path)
    assert (response.status_code, response["Location"]) == (301, target)
    assert a_visitor().get(target).status_code == 200


def test_a_missing_slash_redirects(care):
    response = a_visitor().get("/products/cleaning-care")
    assert (response.status_code, response["Location"]) == (301, "/products/cleaning-care/")


@pytest.mark.parametrize("path", ["//Other.example/X/", "//Other/X/", "/Products/A\r\nB/"])
def test_a_path_that_no_page_can_have_does_not_redirect(path):
    response = a_visitor().get("/", PATH_INFO=path)
    assert response.status_code == 404


def test_the_redirect_keeps_escaped_letters_and_ends():
    response = a_visitor().get("/Products/ÄB/?q=A%20B")
    assert response["Location"] == "/products/%C3%A4b/?q=A%20B"
    assert a_visitor().get(response["Location"]).status_code == 404


def test_a_path_that_is_nowhere_stays_not_found():
    assert a_visitor().get("/products/Nothing/", follow=True).status_code == 404
