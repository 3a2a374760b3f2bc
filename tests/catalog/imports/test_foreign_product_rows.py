"""Another shop's file becomes products here: by SKU, once, with named defaults."""

from io import StringIO

import pytest
from django.core.management import call_command

from catalog.models import Category, ProductPage, Stock, Tag
from tests.builders import a_category
from tests.catalog.imports.formats.files import write

pytestmark = pytest.mark.django_db

ROWS = [
    {"Handle": "wax", "Title": "Hard Wax", "Body (HTML)": "<p>Shiny <b>wax</b>.</p>", "Type": "Wax",
     "Tags": "gift", "Option1 Value": "500 ml", "Variant SKU": "W-1", "Variant Price": "12.99",
     "Variant Inventory Qty": "7"},
    {"Handle": "wax", "Option1 Value": "1 L", "Variant Price": "19.99"},
    {"Handle": "pen", "Title": "Pen", "Variant Price": "2"},
]  # fmt: skip


@pytest.fixture
def file(tmp_path):
    return write(tmp_path / "export.csv", ROWS)


def bring(file, *options: str) -> str:
    said = StringIO()
    call_command("import_products", str(file), "--format", "shopify", *options, stdout=said)
    return said.getvalue()


def test_a_dry_run_tells_what_would_be_made_and_makes_nothing(file):
    said = bring(file)
    assert "3 new" in said
    assert "category “Uncategorised”" in said
    assert "product type “Wax”" in said
    assert "product type “Other”" in said
    assert (ProductPage.objects.count(), Category.objects.count(), Tag.objects.count()) == (0, 0, 0)


def test_the_products_are_live_with_what_the_file_says(file):
    bring(file, "--apply")
    wax = ProductPage.objects.get(title="Hard Wax – 500 ml")
    assert (wax.sku, wax.price_pence, wax.live, wax.family) == ("W-1", 1299, True, "wax")
    assert (wax.category.name, wax.product_type.name) == ("Uncategorised", "Wax")
    assert [tag.name for tag in wax.tags.all()] == ["gift"]
    assert "<b>wax</b>" in str(wax.body)
    assert Stock.objects.get(pk="W-1").on_hand == 7
    assert ProductPage.objects.count() == 3


@pytest.mark.parametrize("how", [[], ["--draft"]])
def test_run_again_it_changes_nothing_and_doubles_nothing(file, how):
    bring(file, "--apply", *how)
    said = bring(file, "--apply", *how)
    assert "0 new, 0 changed, 3 unchanged, 0 refused" in said
    assert ProductPage.objects.count() == 3
    assert Stock.objects.get(pk="W-1").on_hand == 7


def test_drafts_wait_for_somebody_to_publish(file):
    bring(file, "--apply", "--draft")
    assert {page.live for page in ProductPage.objects.all()} == {False}


def test_a_category_that_is_there_is_used(tmp_path):
    mats = a_category("floor-mats", "Floor mats")
    path = write(
        tmp_path / "woo.csv",
        [{"ID": "1", "Type": "simple", "Name": "Mat", "Regular price": "9",
          "Categories": "floor MATS"}],
    )  # fmt: skip
    call_command(
        "import_products", str(path), "--format", "woocommerce", "--apply", stdout=StringIO()
    )
    assert ProductPage.objects.get().category == mats
    assert Category.objects.count() == 1
