"""Editors' work between checking and writing is never overwritten by an import."""

import csv

import pytest

from catalog.imports.rows.report import Outcome
from catalog.imports.runner import Import, ImportOptions
from catalog.models import BundlePage, ProductPage
from tests.builders import a_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(tmp_path):
    """Return an import of these rows that was checked without refusals."""

    def check(*rows: dict) -> Import:
        path = tmp_path / "rows.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, dict.fromkeys(name for row in rows for name in row))
            writer.writeheader()
            writer.writerows(rows)
        task = Import(ImportOptions(path))
        assert task.check().refused == 0
        return task

    return check


def published(**fields) -> ProductPage:
    """Create a published product without a draft."""
    page = a_product(**fields)
    page.latest_revision.publish()
    return ProductPage.objects.get(pk=page.pk)


def a_row(page: ProductPage, **values: str) -> dict:
    return {"sku": page.sku, "title": "From the file", "price": "9.99"} | values


def test_a_page_drafted_since_the_check_is_not_changed(checked):
    wax = published(title="Wax")
    task = checked(a_row(wax))
    wax.title = "The editor's draft"
    wax.save_revision()
    report = task.write()
    [line] = report.lines[Outcome.REFUSED]
    assert line == (
        f"line 2: {wax.sku}: “Wax” has a draft that would be lost: publish or discard it first."
    )
    wax.refresh_from_db()
    assert wax.title == "Wax"
    assert wax.get_latest_revision_as_object().title == "The editor's draft"


def test_a_page_published_since_the_check_is_changed_from_its_live_version(checked):
    wax = published(title="Wax")
    task = checked(a_row(wax))
    wax.image_ready = True
    wax.save_revision().publish()
    assert task.write().counts == {Outcome.CHANGED: 1}
    wax.refresh_from_db()
    assert (wax.title, wax.price_pence, wax.image_ready) == ("From the file", 999, True)


def test_a_sku_used_since_the_check_is_refused(checked):
    wax = published(title="Wax")
    row = a_row(wax, sku="AUT-XX-777", description="New.", category="cleaning-care", tier="Pro")
    task = checked(row | {"product_type": "Spray"})
    a_product(title="Polish", sku="AUT-XX-777").delete()
    report = task.write()
    assert report.counts == {Outcome.REFUSED: 1}
    assert "belonged to a page that was deleted" in report.lines[Outcome.REFUSED][0]


def test_a_page_locked_since_the_check_is_not_changed(checked, owner):
    wax = published(title="Wax")
    task = checked(a_row(wax))
    ProductPage.objects.update(locked=True, locked_by=owner)
    assert "“Wax” is locked: unlock it first." in task.write().lines[Outcome.REFUSED][0]
    assert ProductPage.objects.get().title == "Wax"


def test_a_bundle_is_refused_if_its_part_could_not_be_written(checked):
    """The part's SKU is given to a deleted page between checking and writing."""
    products = [a_product() for _ in range(2)]
    snippets = {"category": "cleaning-care", "product_type": "Spray", "tier": "Standard"}
    part = a_row(products[0], sku="AUT-XX-777", kind="product", description="New.") | snippets
    parts = "|".join(["AUT-XX-777", *(product.sku for product in products)])
    bundle = {"kind": "bundle", "sku": "BND-XX-001", "title": "Set", "parts": parts,
              "bundle_type": "Standard", "description": "A set."}  # fmt: skip
    task = checked(part, bundle)
    a_product(sku="AUT-XX-777").delete()
    report = task.write()
    assert report.counts == {Outcome.REFUSED: 2}
    assert "“AUT-XX-777” is not the SKU of a product." in report.lines[Outcome.REFUSED][1]
    assert not BundlePage.objects.exists()


def test_a_product_and_its_bundle_may_be_in_one_file_in_any_order(checked):
    snippets = {"category": "cleaning-care", "product_type": "Spray", "tier": "Standard"}
    a_product()  # makes the snippets
    rows = [
        {"kind": "product", "sku": f"AUT-XX-70{n}", "title": f"Part {n}", "price": "5.00",
         "description": "A part."} | snippets
        for n in (1, 2, 3)
    ]  # fmt: skip
    bundle = {"kind": "bundle", "sku": "BND-XX-001", "title": "Set", "bundle_type": "Standard",
              "parts": "AUT-XX-701|AUT-XX-702*2|AUT-XX-703", "description": "A set."}  # fmt: skip
    report = checked(bundle, *rows).write()
    assert report.counts == {Outcome.NEW: 4}
    parts = BundlePage.objects.get().parts.all()
    assert [(part.product.sku, part.quantity) for part in parts] == [
        ("AUT-XX-701", 1),
        ("AUT-XX-702", 2),
        ("AUT-XX-703", 1),
    ]
