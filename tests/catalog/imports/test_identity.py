"""One SKU on several products of a file: no product takes another's SKU."""

from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.imports.files.rows import Origin, Row
from catalog.imports.identity import resolve_skus, store_origins
from catalog.models import ImportedProduct, ProductPage, Sku
from tests.builders import a_product
from tests.catalog.imports.formats.files import write

pytestmark = pytest.mark.django_db


def a_row(handle: str, *, sku: str = "DUP-1", price: str = "9.99", **values: str) -> dict:
    return {
        "Handle": handle, "Title": handle.capitalize(), "Variant SKU": sku, "Variant Price": price,
        "Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "5", "Option1 Value": "",
    } | values  # fmt: skip


@pytest.fixture
def run_import(tmp_path):
    """Import these rows and return the last line of the report before writing."""

    def run_import(*rows: dict) -> str:
        path, output = write(tmp_path / "x.csv", list(rows)), StringIO()
        call_command("import_products", str(path), format="shopify", apply=True, stdout=output)
        return next(line for line in output.getvalue().splitlines() if " rows: " in line)

    return run_import


def products() -> dict[str, str]:
    return {page.title: page.sku for page in ProductPage.objects.all()}


def test_a_file_in_another_order_changes_nothing(run_import):
    rows = [a_row("zed", price="10.00"), a_row("alpha", price="20.00"), a_row("mid", sku="M-1")]
    run_import(*rows)
    before = products()
    assert before["Mid"] == "M-1"
    assert "0 new, 0 changed, 3 unchanged, 0 refused" in run_import(*reversed(rows))
    assert products() == before


def test_a_new_row_with_a_used_sku_does_not_change_the_other_product(run_import):
    run_import(a_row("zed", price="10.00"))
    output = run_import(a_row("alpha", price="20.00"), a_row("zed", price="10.00"))
    assert "1 new, 0 changed, 1 unchanged, 0 refused" in output
    assert products()["Zed"] == "DUP-1"
    assert ProductPage.objects.get(title="Zed").price_pence == 1000


def test_removing_a_row_does_not_change_the_other_product(run_import):
    rows = [a_row("zed"), a_row("alpha")]
    run_import(*rows)
    before = products()
    assert "0 new, 0 changed, 1 unchanged" in run_import(rows[1])
    assert "0 new, 0 changed, 1 unchanged" in run_import(rows[0])
    assert products() == before


def test_the_sku_of_a_product_missing_from_the_file_is_refused_for_another(run_import):
    run_import(a_row("zed"))
    assert "0 new, 0 changed, 0 unchanged, 1 refused" in run_import(a_row("alpha"))
    assert products() == {"Zed": "DUP-1"}


def test_a_product_with_a_new_handle_and_the_page_s_title_is_that_page(run_import):
    run_import(a_row("zed"))
    ProductPage.objects.get().get_latest_revision().publish()
    for title, price in (("Zed", "11.00"), ("Renamed", "12.00")):
        output = run_import(a_row("zed-wax", Title=title, price=price))
        assert "0 new, 1 changed" in output
    assert ProductPage.objects.get().price_pence == 1200


def test_a_manually_created_page_is_the_product_with_its_sku(run_import):
    page = a_product(sku="HAND-1", title="By hand")
    page.get_latest_revision().publish()
    assert "0 new, 1 changed" in run_import(a_row("zed", sku="HAND-1"))
    assert products() == {"Zed": "HAND-1"}


def test_a_product_of_two_other_shops_is_the_page_with_its_sku(run_import):
    run_import(a_row("zed", sku="Z-1"))
    ImportedProduct.objects.update(product="woocommerce 7")
    assert "0 new, 1 changed" in run_import(a_row("zed-wax", sku="Z-1", Title="New Zed"))
    assert products() == {"New Zed": "Z-1"}


def test_a_duplicate_title_assigns_no_sku(run_import):
    run_import(a_row("zed", Title="Same"))
    output = run_import(a_row("alpha", Title="Same", price="20.00"), a_row("zed", Title="Same"))
    assert "1 new, 0 changed, 1 unchanged" in output
    assert ProductPage.objects.get(sku_claim="DUP-1").price_pence == 999


def test_of_two_rows_with_one_sku_the_title_decides(run_import):
    page = a_product(999, sku="DUP-1", title="Zed")
    page.get_latest_revision().publish()
    assert "1 new, 1 changed" in run_import(a_row("alpha"), a_row("zed", price="20.00"))
    assert products()["Zed"] == "DUP-1"
    assert ProductPage.objects.get(title="Zed").price_pence == 2000


def test_products_imported_before_origins_were_stored_are_found(run_import):
    run_import(a_row("zed"), a_row("alpha"))
    ImportedProduct.objects.all().delete()
    a_product(sku="DUP-1", title="From elsewhere").get_latest_revision().publish()
    assert "0 new, 0 changed, 1 unchanged" in run_import(a_row("alpha"))


@pytest.mark.parametrize(
    "change",
    [{"Handle": "zed-wax"}, {"Title": "Better Zed"}, {"Option1 Value": "500 ml"}],
    ids=["handle", "title", "option"],
)
def test_a_renamed_product_keeps_its_page(run_import, change):
    run_import(a_row("zed", Title="Zed"))
    run_import(a_row("zed", price="11.00", **change))
    assert ProductPage.objects.get().price_pence == 1100
    assert ProductPage.objects.get().sku == "DUP-1"


def test_an_ambiguous_sku_of_another_page_is_assigned_to_no_row(run_import):
    run_import(a_row("zed"))
    ImportedProduct.objects.all().delete()
    ProductPage.objects.update(title="Something else")
    output = run_import(a_row("beta"), a_row("alpha"))
    assert "0 new, 0 changed, 0 unchanged, 2 refused" in output
    assert ProductPage.objects.get().title == "Something else"


def test_the_origin_of_a_refused_row_is_not_stored(run_import):
    run_import(a_row("zed", price="9.99 EUR"))
    assert not ImportedProduct.objects.exists()


HANDLES = [(handle, sku) for handle in "abcdef" for sku in ("X", "Y")][:9]
FILES = st.lists(
    st.lists(st.sampled_from(HANDLES), unique=True, min_size=1, max_size=9), min_size=1, max_size=5
)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(FILES)
def test_a_product_keeps_its_sku_in_any_sequence_of_files(files):
    """Each list is a file with any of the products in any order."""
    Sku.objects.all().delete()
    stored: dict[tuple[str, str], str] = {}
    for file in files:
        rows = [
            Row(
                line,
                {"sku": sku, "title": handle},
                Origin(f"shopify {handle}", "", sku, f"{sku}-{handle}"),
            )
            for line, (handle, sku) in enumerate(file, start=2)
        ]
        resolved = resolve_skus(rows)
        Sku.objects.bulk_create(
            [Sku(code=row.values["sku"]) for row in resolved], ignore_conflicts=True
        )
        store_origins(row for row in resolved if not row.refusal)
        for product, row in zip(file, resolved, strict=True):
            if not row.refusal:
                assert stored.setdefault(product, row.values["sku"]) == row.values["sku"]
            else:  # the SKU of a product that is not in this file
                assert row.values["sku"] in {stored[other] for other in stored if other not in file}
    assert len(set(stored.values())) == len(stored)


def test_two_rows_with_the_sku_of_a_manual_page_are_refused_with_the_reason(run_import, tmp_path):
    a_product(sku="DUP-1", title="By hand").get_latest_revision().publish()
    rows = [_row_of("alpha", 2), _row_of("beta", 3, refusal="It has no price.")]
    first, second = resolve_skus(rows)
    assert first.refusal == (
        "Several products have SKU DUP-1 in this file, and “By hand” has it in the shop. Give each "
        "its own SKU."
    )
    assert second.refusal == "It has no price.", "the first reason stands"


def test_the_sku_of_a_product_missing_from_the_file_is_not_reused():
    """Several rows give the SKU; each gets its own, because the SKU's owner is known."""
    a_product(sku="DUP-1", title="Zed").get_latest_revision().publish()
    ImportedProduct.objects.create(sku_id="DUP-1", product="shopify zed", variant="")
    first, second = resolve_skus([_row_of("alpha", 2), _row_of("beta", 3)])
    assert (first.refusal, second.refusal) == ("", "")
    assert (first.values["sku"], second.values["sku"]) == ("OWN-ALPHA", "OWN-BETA")


def test_a_handle_with_a_space_belongs_to_the_same_shop():
    a_product(sku="DUP-1", title="Zed").get_latest_revision().publish()
    ImportedProduct.objects.create(sku_id="DUP-1", product="shopify zed wax", variant="")
    [row] = resolve_skus([_row_of("alpha", 2)])
    assert row.refusal == (
        "SKU DUP-1 belongs to “Zed”, which has another handle or number. If it is the same "
        "product, give its page the title of this row; otherwise give the row another SKU."
    )


def test_known_products_are_found_in_files_with_many_skus(monkeypatch):
    monkeypatch.setattr("catalog.imports.identity.BATCH_SIZE", 1)
    for number in (1, 2, 3):
        a_product(sku=f"S-{number}").get_latest_revision().publish()
        origin = {"product": f"shopify p{number}", "variant": "Blue"}
        ImportedProduct.objects.create(sku_id=f"S-{number}", **origin)
    rows = [
        Row(
            line=number,
            values={"sku": "", "title": "Renamed"},
            origin=Origin(
                product=f"shopify p{number}", variant="Blue", given_sku=f"S-{number}", own_sku="X"
            ),
        )
        for number in (1, 2, 3)
    ]
    assert [row.values["sku"] for row in resolve_skus(rows)] == ["S-1", "S-2", "S-3"]


def test_the_variant_of_an_origin_is_stored():
    a_product(sku="S-1").get_latest_revision().publish()
    origin = Origin(product="shopify p", variant="Blue", given_sku="S-1", own_sku="X")
    store_origins([Row(line=1, values={"sku": "S-1"}, origin=origin)])
    stored = ImportedProduct.objects.get()
    assert (stored.pk, stored.product, stored.variant) == ("S-1", "shopify p", "Blue")


def _row_of(handle: str, line: int, *, refusal: str = "") -> Row:
    origin = Origin(
        product=f"shopify {handle}", variant="", given_sku="DUP-1", own_sku=f"OWN-{handle.upper()}"
    )
    values = {"sku": "DUP-1", "title": handle.capitalize()}
    return Row(line=line, values=values, refusal=refusal, origin=origin)
