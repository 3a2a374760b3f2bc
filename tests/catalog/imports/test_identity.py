"""One SKU on several products of a file: none of them ever takes the place of another."""

from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.imports.identity import remember_origins, resolve_skus
from catalog.imports.rows import Origin, Row
from catalog.models import ImportedProduct, ProductPage, Sku
from tests.catalog.imports.formats.files import write

pytestmark = pytest.mark.django_db


def a_row(handle: str, *, sku: str = "DUP-1", price: str = "9.99", **values: str) -> dict:
    return {
        "Handle": handle, "Title": handle.capitalize(), "Variant SKU": sku, "Variant Price": price,
        "Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "5", "Option1 Value": "",
    } | values  # fmt: skip


@pytest.fixture
def bring(tmp_path):
    """Imports such rows, and gives the last line of the report before it was written."""

    def bring(*rows: dict) -> str:
        path, said = write(tmp_path / "x.csv", list(rows)), StringIO()
        call_command("import_products", str(path), format="shopify", apply=True, stdout=said)
        return next(line for line in said.getvalue().splitlines() if " rows: " in line)

    return bring


def products() -> dict[str, str]:
    return {page.title: page.sku for page in ProductPage.objects.all()}


def test_a_file_in_another_order_changes_nothing(bring):
    rows = [a_row("zed", price="10.00"), a_row("alpha", price="20.00"), a_row("mid", sku="M-1")]
    bring(*rows)
    before = products()
    assert before["Mid"] == "M-1"
    assert "0 new, 0 changed, 3 unchanged, 0 refused" in bring(*reversed(rows))
    assert products() == before


def test_a_row_added_with_a_sku_that_another_product_has_leaves_that_one_alone(bring):
    bring(a_row("zed", price="10.00"))
    said = bring(a_row("alpha", price="20.00"), a_row("zed", price="10.00"))
    assert "1 new, 0 changed, 1 unchanged, 0 refused" in said
    assert products()["Zed"] == "DUP-1"
    assert ProductPage.objects.get(title="Zed").price_pence == 1000


def test_a_row_taken_out_leaves_the_other_what_it_was(bring):
    rows = [a_row("zed"), a_row("alpha")]
    bring(*rows)
    before = products()
    assert "0 new, 0 changed, 1 unchanged" in bring(rows[1])
    assert "0 new, 0 changed, 1 unchanged" in bring(rows[0])
    assert products() == before


def test_another_product_with_the_sku_of_one_that_left_the_file_is_new(bring):
    bring(a_row("zed"))
    assert "1 new, 0 changed" in bring(a_row("alpha"))
    assert products()["Zed"] == "DUP-1"
    assert ProductPage.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [{"Handle": "zed-wax"}, {"Title": "Better Zed"}, {"Option1 Value": "500 ml"}],
    ids=["handle", "title", "option"],
)
def test_a_product_that_is_renamed_stays_the_page_of_its_sku(bring, change):
    bring(a_row("zed", Title="Zed"))
    bring(a_row("zed", price="11.00", **change))
    assert ProductPage.objects.get().price_pence == 1100
    assert ProductPage.objects.get().sku == "DUP-1"


def test_a_page_that_came_from_elsewhere_is_never_given_to_one_of_two_rows(bring):
    bring(a_row("zed"))
    ImportedProduct.objects.all().delete()
    ProductPage.objects.update(title="Something else")
    said = bring(a_row("beta"), a_row("alpha"))
    assert "0 new, 0 changed, 0 unchanged, 2 refused" in said
    assert ProductPage.objects.get().title == "Something else"


def test_a_row_that_is_refused_is_remembered_as_nobodys(bring):
    bring(a_row("zed", price="9.99 EUR"))
    assert not ImportedProduct.objects.exists()


HANDLES = [(handle, sku) for handle in "abcdef" for sku in ("X", "Y")][:9]
FILES = st.lists(
    st.lists(st.sampled_from(HANDLES), unique=True, min_size=1, max_size=9), min_size=1, max_size=5
)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(FILES)
def test_a_product_keeps_its_sku_through_any_files_in_any_order(files):
    """Each list is a file: any of the products, in any order."""
    Sku.objects.all().delete()
    kept: dict[tuple[str, str], str] = {}
    for file in files:
        rows = [
            Row(line, {"sku": sku, "title": handle}, Origin(handle, "", sku, f"{sku}-{handle}"))
            for line, (handle, sku) in enumerate(file, start=2)
        ]
        resolved = resolve_skus(rows)
        Sku.objects.bulk_create(
            [Sku(code=row.values["sku"]) for row in resolved], ignore_conflicts=True
        )
        remember_origins(resolved)
        for product, row in zip(file, resolved, strict=True):
            assert kept.setdefault(product, row.values["sku"]) == row.values["sku"]
            assert not row.refusal
    assert len(set(kept.values())) == len(kept)
