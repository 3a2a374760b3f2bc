"""The description of a list, which search engines show."""

import re

import pytest

from catalog.models import Category, ProductIndexPage
from tests.builders import a_category, a_product, a_visitor

pytestmark = pytest.mark.django_db


def description_of(path: str) -> str:
    (text,) = re.findall(r'<meta name="description" content="([^"]*)">', a_visitor().get(path).text)
    return text


def test_a_category_is_described_by_its_own_text():
    Category.objects.filter(pk=a_category().pk).update(landing_text="Shampoo, wax and cloths.")
    a_product()
    assert description_of("/products/cleaning-care/") == "Shampoo, wax and cloths."


@pytest.mark.parametrize(
    ("path", "name"),
    [("/products/", "Products"), ("/products/cleaning-care/", "Cleaning Care")],
)
def test_a_list_without_a_text_is_described_by_its_name(path, name):
    Category.objects.filter(pk=a_category().pk).update(name="Cleaning Care", landing_text="")
    ProductIndexPage.objects.update(introduction="", search_description="")
    a_product()
    assert description_of(path) == (
        f"{name} for your car, delivered to Great Britain and Northern Ireland."
    )


def test_a_category_does_not_repeat_the_description_of_all_products():
    ProductIndexPage.objects.update(search_description="Everything that we sell.")
    Category.objects.filter(pk=a_category().pk).update(landing_text="")
    a_product()
    assert description_of("/products/") == "Everything that we sell."
    assert "Everything" not in description_of("/products/cleaning-care/")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/search/", "Search all products and bundles of Autovise."),
        ("/search/?q=wax", "Products and bundles that match “wax”."),
    ],
)
def test_a_search_is_described_by_its_words(path, text):
    assert description_of(path) == text
