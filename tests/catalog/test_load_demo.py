"""The demo catalogue: contents of its files, and that all of it can be imported."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from catalog.image_types import drawing_path
from catalog.imports.sources import OwnFile
from catalog.management.commands.load_demo import DEMO, FILES, SECTIONS
from catalog.measures import is_measured_good, read_net_quantity
from catalog.models import BundlePage, Category, ProductPage, StockMove
from tests.builders import a_visitor

PRODUCTS = [row.values for section in SECTIONS for row in OwnFile(DEMO / f"{section}.csv")]
BUNDLES = [row.values for row in OwnFile(DEMO / "bundles.csv")]


def test_all_categories_tiers_and_bundle_types_are_used():
    assert {product["category"] for product in PRODUCTS} == set(SECTIONS)
    assert len(SECTIONS) == 5
    assert {product["tier"] for product in PRODUCTS} == {"Standard", "Pro"}
    assert {bundle["bundle_type"] for bundle in BUNDLES} == {"Standard", "Pro", "Special"}


def test_there_are_variants_and_products_with_low_or_no_stock():
    families = Counter(product["family"] for product in PRODUCTS if product["family"])
    assert max(families.values()) >= 2
    stocks = [int(product["stock"]) for product in PRODUCTS]
    assert 0 in stocks
    assert {1, 2, 3} & set(stocks)
    assert max(stocks) >= 20


def test_every_product_has_its_own_drawing_a_code_and_a_description():
    for product in PRODUCTS:
        sku, image_type = product["sku"], product["image_type"]
        assert drawing_path(image_type).endswith(f"/{image_type}.svg"), sku
        assert product["product_code"].startswith(f"{image_type}-"), sku
        assert product["product_code"].endswith("-P" if product["tier"] == "Pro" else "-S"), sku
        assert product["description"].count(".") >= 2, sku


def test_every_measured_good_has_its_net_quantity():
    for product in PRODUCTS:
        if is_measured_good(f"{product['title']} {product['variant']}", product["image_type"]):
            assert read_net_quantity(product["net_quantity"]), product["sku"]


def test_there_are_featured_products():
    assert Counter(product["featured"] for product in PRODUCTS)["yes"] >= 4
    assert Counter(bundle["featured"] for bundle in BUNDLES)["yes"] >= 3


@pytest.mark.slow
@pytest.mark.django_db
def test_all_pages_go_on_sale_and_loading_again_changes_nothing():
    call_command("load_demo", stdout=StringIO())
    assert len(PRODUCTS) >= 80
    assert len(BUNDLES) >= 10
    assert ProductPage.objects.on_sale().count() == len(PRODUCTS)
    assert BundlePage.objects.on_sale().count() == len(BUNDLES)
    assert {category.slug for category in Category.objects.all()} == set(SECTIONS)
    assert ProductPage.objects.filter(product_type__is_bundle_type=True).exists()
    for address in ("/", "/products/?page=2", "/bundles/"):
        assert a_visitor().get(address).status_code == 200

    moves, text = StockMove.objects.count(), StringIO()
    call_command("load_demo", stdout=text)
    assert text.getvalue().count(" 0 new, 0 changed") == len(FILES)
    assert StockMove.objects.count() == moves
