"""Between checking and writing editors go on working: their work is never lost to an import."""

import pytest

from catalog.imports.importing import apply_import
from catalog.imports.product_rows import ProductRows
from catalog.imports.report import Outcome, Report, RowPlan
from tests.builders import a_product

pytestmark = pytest.mark.django_db


def a_plan(page, outcome=Outcome.CHANGED) -> Report:
    values = {
        "title": "From the file",
        "product_code": "",
        "variant": "",
        "family": "",
        "tier": page.tier,
        "product_type": page.product_type,
        "category": page.category,
        "subcategory": None,
        "description": "From the file.",
        "image_type": "C1",
        "featured": False,
        "price": 999,
        "tags": [],
        "stock": None,
    }
    return Report([RowPlan(2, page.sku, outcome, values=values)], [])


def test_a_page_drafted_since_the_check_is_left_alone():
    wax = a_product(title="Wax")
    report = a_plan(wax)
    wax.title = "The editor's draft"
    wax.save_revision()
    [late] = apply_import(ProductRows(), report)
    assert (late.line, late.outcome) == (2, Outcome.REFUSED)
    assert "draft" in late.reason
    wax.refresh_from_db()
    assert wax.title == "Wax"
    assert wax.get_latest_revision_as_object().title == "The editor's draft"


def test_a_page_published_since_the_check_is_changed_from_where_it_stands():
    wax = a_product(title="Wax")
    report = a_plan(wax)
    wax.image_ready = True
    wax.save_revision().publish()
    assert apply_import(ProductRows(), report) == []
    wax.refresh_from_db()
    assert (wax.title, wax.price_pence, wax.image_ready) == ("From the file", 999, True)


def test_a_sku_given_since_the_check_is_not_given_again():
    wax = a_product(title="Wax")
    [late] = apply_import(ProductRows(), a_plan(wax, Outcome.NEW))
    assert "has been given before" in late.reason
    wax.refresh_from_db()
    assert wax.title == "Wax"
