"""A row that repeats its page is recognised by its cells; every other row is checked in full."""

import csv

import pytest

from catalog.imports.pictures.archive import ImageArchive
from catalog.imports.pictures.resolver import Pictures
from catalog.imports.rows.bodies import Bodies
from catalog.imports.rows.forms import ImportContext
from catalog.imports.rows.snippets import Snippets
from catalog.imports.runner import Import, ImportOptions
from catalog.imports.stored_pages import load_existing
from catalog.imports.unchanged import repeats_its_page
from catalog.models import ProductPage, ShopImage, Stock
from tests.builders import a_bundle, a_picture, a_product
from tests.catalog.imports.builders import export

pytestmark = pytest.mark.django_db

OTHER = {
    "title": "Other", "slug": "other", "tier": "Pro", "description": "Other.", "price": "1.00",
    "net_quantity": "1 kg", "highlights": "One", "body": "Text.", "questions": "Why? So.",
    "specification": "A: b", "dimensions": "1 x 1 x 1 mm", "weight": "1 g", "box_contents": "One",
    "instructions": "One", "signal_word": "Danger", "hazard_statements": "One",
    "minimum_age": "18", "related": "AUT-XX-009", "image": "", "more_pictures": "x.png",
    "image_type": "C2", "image_ready": "yes", "featured": "yes", "seo_title": "One",
    "search_description": "One", "show_in_menus": "yes", "go_live_at": "2020-01-01T09:00:00Z",
    "expire_at": "2090-01-01T09:00:00Z", "low_at": "9", "most_per_order": "9", "image_title": "One",
    "image_alt": "One", "product_code": "C1-X-S", "variant": "One", "family": "one",
    "category": "other", "subcategory": "other", "tags": "other", "product_type": "Other",
    "state": "draft", "stock": "1e5",
}  # fmt: skip

PICTURES = ("image", "more_pictures", "image_title", "image_alt")


@pytest.fixture
def wax() -> ProductPage:
    return published(a_product(title="Wax", sku="AUT-XX-001", image=a_picture()))


def published(page):
    page.latest_revision.publish()
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def repeats(tmp_path):
    """Return whether the exported row of this SKU, with these changes, repeats its page."""

    def ask(
        exported: str, *, archive=None, times=1, is_lenient=False, without=(), **changes
    ) -> bool:
        path = tmp_path / "rows.csv"
        if not path.exists():
            export(path)
        with path.open(newline="", encoding="utf-8") as file:
            [stored, *_] = [row for row in csv.DictReader(file) if row["sku"] == exported]
        changed = tmp_path / "changed.csv"
        with changed.open("w", newline="", encoding="utf-8") as file:
            row = {name: text for name, text in stored.items() if name not in without} | changes
            writer = csv.DictWriter(file, row)
            writer.writeheader()
            writer.writerows([row] * times)
        task = Import(ImportOptions(changed))
        pictures = Pictures(archive)
        context = ImportContext(
            task.contents, Snippets(), pictures, Bodies(pictures), is_lenient=is_lenient
        )
        [row, *_] = task.source
        return repeats_its_page(row, context, load_existing([row], pictures))

    return ask


def test_an_exported_row_repeats_its_page(repeats, wax):
    assert repeats("AUT-XX-001")


@pytest.mark.parametrize("column", OTHER)
def test_a_row_with_another_cell_does_not(repeats, wax, column):
    assert not repeats("AUT-XX-001", **{column: OTHER[column]})


def test_empty_cells_and_an_opening_stock_change_nothing(repeats, wax):
    assert repeats("AUT-XX-001", featured="", low_at="", stock="12", state="")


def test_a_missing_column_changes_nothing(repeats, wax):
    left = ("description", "price", "state", "body", "tags", *PICTURES)
    assert repeats("AUT-XX-001", without=left)


def test_a_bundle_repeats_its_page_and_other_parts_do_not(repeats):
    bundle = published(a_bundle(sku="BND-XX-001"))
    first, *others = [part.product.sku for part in bundle.parts.all()]
    assert repeats("BND-XX-001")
    assert not repeats("BND-XX-001", parts="|".join([f"{first}*2", *others]))


def test_a_page_with_a_draft_is_compared_in_full(repeats, wax):
    wax.title = "Draft"
    wax.save_revision()
    assert not repeats("AUT-XX-001", state="live")


def test_a_sku_on_two_lines_is_refused_as_before(repeats, wax):
    assert not repeats("AUT-XX-001", times=2)


def test_a_row_of_another_shop_is_compared_in_full(repeats, wax):
    assert not repeats("AUT-XX-001", is_lenient=True)


def test_a_picture_that_an_archive_may_replace_is_compared(repeats, wax, tmp_path):
    archive = ImageArchive(tmp_path)
    assert not repeats("AUT-XX-001", archive=archive)
    assert repeats("AUT-XX-001", archive=archive, without=("body", *PICTURES))


def test_an_image_text_of_an_earlier_row_decides(repeats, wax):
    ShopImage.objects.update(description="A tin")
    assert repeats("AUT-XX-001", image_alt="A tin")
    assert not repeats("AUT-XX-001", image_alt="A round tin")


def test_a_deleted_page_and_an_unknown_sku_are_planned_in_full(repeats, wax):
    assert not repeats("AUT-XX-001", sku="AUT-XX-002")
    wax.delete()
    assert not repeats("AUT-XX-001")


def test_stock_settings_of_the_shop_are_compared(repeats, wax):
    Stock.objects.filter(pk="AUT-XX-001").update(most_per_order=4)
    assert repeats("AUT-XX-001", most_per_order="4")
    assert not repeats("AUT-XX-001", most_per_order="5")
