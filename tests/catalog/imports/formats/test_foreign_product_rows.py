"""Another shop's file becomes products by SKU, once, with named defaults."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Category, ProductPage, Stock, Tag
from tests.builders import a_category
from tests.catalog.imports.formats.files import write

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ROWS = [
    {"Handle": "wax", "Title": "Hard Wax", "Body (HTML)": "<p>Shiny <b>wax</b>.</p>", "Type": "Wax",
     "Tags": "gift", "Option1 Value": "500 ml", "Variant SKU": "W-1", "Variant Price": "12.99",
     "Variant Inventory Qty": "7"},
    {"Handle": "wax", "Option1 Value": "1 L", "Variant Price": "19.99",
     "Variant Inventory Qty": "3"},
    {"Handle": "pen", "Title": "Pen", "Variant Price": "2", "Variant Inventory Qty": "0"},
]  # fmt: skip
WHOLE_ROW = {
    "Handle": "wax", "Title": "Wax", "Variant SKU": "W-1", "Variant Price": "2.00",
    "Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "5",
}  # fmt: skip


@pytest.fixture
def file(tmp_path):
    return write(tmp_path / "export.csv", ROWS)


def run_import(
    file, *options: str, columns: str = "shopify", output: StringIO | None = None
) -> str:
    output = output or StringIO()
    call_command("import_products", str(file), "--format", columns, *options, stdout=output)
    return output.getvalue()


def test_a_dry_run_reports_new_objects_and_creates_none(file):
    output = run_import(file)
    assert "3 new" in output
    assert "category “Uncategorised”" in output
    assert "product type “Wax”" in output
    assert "product type “Other”" in output
    assert (ProductPage.objects.count(), Category.objects.count(), Tag.objects.count()) == (0, 0, 0)


def test_the_products_are_live_with_the_values_of_the_file(file):
    run_import(file, "--apply")
    wax = ProductPage.objects.get(title="Hard Wax – 500 ml")
    assert (wax.sku, wax.price_pence, wax.live, wax.family) == ("W-1", 1299, True, "wax")
    assert (wax.category.name, wax.product_type.name) == ("Uncategorised", "Wax")
    assert [tag.name for tag in wax.tags.all()] == ["gift"]
    assert "<b>wax</b>" in str(wax.body)
    assert Stock.objects.get(pk="W-1").on_hand == 7
    assert ProductPage.objects.count() == 3


@pytest.mark.parametrize("how", [[], ["--draft"]])
def test_a_second_run_changes_nothing_and_creates_no_duplicates(file, how):
    run_import(file, "--apply", *how)
    output = run_import(file, "--apply", *how)
    assert "0 new, 0 changed, 3 unchanged, 0 refused" in output
    assert ProductPage.objects.count() == 3
    assert Stock.objects.get(pk="W-1").on_hand == 7


def test_drafts_are_not_published(file):
    run_import(file, "--apply", "--draft")
    assert {page.live for page in ProductPage.objects.all()} == {False}


def test_an_existing_category_is_used(tmp_path):
    mats = a_category("floor-mats", "Floor mats")
    path = write(
        tmp_path / "woo.csv",
        [{"ID": "1", "Type": "simple", "Name": "Mat", "Regular price": "9",
          "Categories": "floor MATS", "Stock": "1"}],
    )  # fmt: skip
    call_command(
        "import_products", str(path), "--format", "woocommerce", "--apply", stdout=StringIO()
    )
    assert ProductPage.objects.get().category == mats
    assert Category.objects.count() == 1


def test_default_values_are_counted_in_the_report(file):
    output = run_import(file)
    assert "category “Uncategorised”: 3 rows" in output
    assert "product type “Other”: 1 rows" in output
    assert "tier “Standard”: 3 rows" in output


def test_a_free_product_becomes_a_draft_and_is_reported(tmp_path):
    row = WHOLE_ROW | {"Title": "Gift Card", "Variant Price": "0.00"}
    output = run_import(write(tmp_path / "x.csv", [row]), "--apply")
    assert "draft, because its price is £0: 1 rows" in output
    page = ProductPage.objects.get()
    assert (page.live, page.price_pence, page.title) == (False, None, "Gift Card")


def test_stock_above_the_maximum_is_reduced_and_reported(tmp_path):
    row = {"Handle": "a", "Title": "Wax", "Variant Price": "2", "Variant Inventory Qty": "9999999"}
    output = run_import(write(tmp_path / "x.csv", [row]), "--apply")
    assert "stock 1,000,000, the maximum for a product: 1 rows" in output
    assert Stock.objects.get().on_hand == 1_000_000


def test_a_refused_row_does_not_prevent_the_others(tmp_path):
    rows = [
        {"Handle": "a", "Title": "Wax", "Variant Price": "2", "Variant Inventory Qty": "1"},
        {"Handle": "b", "Title": "Pen", "Variant Price": "99999999", "Variant Inventory Qty": "1"},
    ]
    output = run_import(write(tmp_path / "x.csv", rows), "--apply")
    assert "line 3: B-3E23E816: price: “99999999” is more than £999,999.99." in output
    assert "1 rows written and published." in output
    assert [page.title for page in ProductPage.objects.all()] == ["Wax"]


@pytest.mark.parametrize(
    ("cell", "pence"),
    [("12,99", 1299), ("1.299,00", 129_900), ("£ 1,299", 129_900), ("12.99 £", 1299)],
)
def test_prices_in_common_formats_are_read(tmp_path, cell, pence):
    run_import(write(tmp_path / "x.csv", [WHOLE_ROW | {"Variant Price": cell}]), "--apply")
    assert ProductPage.objects.get().price_pence == pence


@pytest.mark.parametrize(
    "cell",
    ["2 for £30", "Was £30 now £20", "50p", "€12.99", "1.2E+03", "12.99 (RRP 24.99)", "1.299",
     "12.985", "-5.00", "free", "１２.９９", "1 299,00"],
)  # fmt: skip
def test_the_refusal_of_an_invalid_price_quotes_the_cell(tmp_path, cell):
    output = run_import(write(tmp_path / "x.csv", [WHOLE_ROW | {"Variant Price": cell}]), "--apply")
    assert f"line 2: W-1: price: “{cell}” is not one amount in pounds such as 12.99." in output
    assert not ProductPage.objects.exists()


@pytest.mark.parametrize(("cell", "pieces"), [("1,200", 1200), ("12.0", 12), ("0", 0)])
def test_stock_figures_in_spreadsheet_formats_are_read(tmp_path, cell, pieces):
    run_import(write(tmp_path / "x.csv", [WHOLE_ROW | {"Variant Inventory Qty": cell}]), "--apply")
    assert Stock.objects.get().on_hand == pieces


@pytest.mark.parametrize("cell", ["7 pcs", "-3", "2.5", "1.200", "1e3", "many"])
def test_the_refusal_of_an_invalid_stock_figure_quotes_the_cell(tmp_path, cell):
    row = WHOLE_ROW | {"Variant Inventory Qty": cell}
    output = run_import(write(tmp_path / "x.csv", [row]), "--apply")
    assert f"line 2: W-1: stock: “{cell}” is not a whole number such as 1200." in output
    assert not ProductPage.objects.exists()


def test_untracked_stock_makes_a_draft_and_is_reported(tmp_path):
    rows = [WHOLE_ROW, WHOLE_ROW | {"Handle": "b", "Variant SKU": "B", "Variant Inventory Qty": ""}]
    output = run_import(write(tmp_path / "x.csv", rows), "--apply")
    assert "draft, because the other shop does not count its stock: 1 rows" in output
    assert [page.sku for page in ProductPage.objects.live()] == ["W-1"]
    assert Stock.objects.get(pk="B").on_hand == 0


def test_the_opening_stock_of_untracked_products_can_be_set(tmp_path):
    rows = [WHOLE_ROW, WHOLE_ROW | {"Handle": "b", "Variant SKU": "B", "Variant Inventory Qty": ""}]
    output = run_import(write(tmp_path / "x.csv", rows), "--apply", "--stock", "20")
    assert "stock 20, because the other shop does not count it: 1 rows" in output
    assert dict(Stock.objects.values_list("pk", "on_hand")) == {"W-1": 5, "B": 20}
    assert ProductPage.objects.live().count() == 2


@pytest.mark.parametrize("options", [("autovise", "5"), ("shopify", "-1"), ("shopify", "1000001")])
def test_an_invalid_opening_stock_is_refused(file, options):
    columns, stock = options
    with pytest.raises(
        CommandError, match="--stock takes 0 to 1,000,000 pieces, and only for files"
    ):
        run_import(file, "--apply", "--stock", stock, columns=columns)
    assert not ProductPage.objects.exists()


def test_each_reason_for_a_draft_is_a_line_of_the_report(tmp_path):
    rows = [
        WHOLE_ROW | {"Handle": f"h{n}", "Variant SKU": f"S-{n}"} | cells
        for n, cells in enumerate([
            {"Gift Card": "true"}, {"Gift Card": "true"}, {"Variant Requires Shipping": "false"},
            {"Status": "archived"}, {},
        ])
    ]  # fmt: skip
    columns = dict.fromkeys([name for row in rows for name in row], "")
    output = run_import(write(tmp_path / "x.csv", [columns | row for row in rows]), "--apply")
    assert "draft, because it is a gift card: 2 rows" in output
    assert "draft, because it is not shipped: 1 rows" in output
    assert "draft, because it is “archived” in the other shop: 1 rows" in output
    assert [page.sku for page in ProductPage.objects.live()] == ["S-4"]


def test_a_product_published_since_is_updated(tmp_path):
    card = WHOLE_ROW | {"Gift Card": "true"}
    run_import(write(tmp_path / "x.csv", [card]), "--apply")
    ProductPage.objects.get().get_latest_revision().publish()
    output = run_import(write(tmp_path / "x.csv", [card | {"Variant Price": "3.00"}]), "--apply")
    assert "0 new, 1 changed" in output
    page = ProductPage.objects.get()
    assert (page.price_pence, page.has_unpublished_changes) == (300, False)


@pytest.mark.parametrize("how", [["--apply"], []])
@pytest.mark.parametrize(
    ("cells", "words"),
    [({"Status": "archived"}, "“archived”"), ({"Published": "false"}, "not published")],
)
def test_products_off_sale_in_the_file_and_live_here_are_an_error(tmp_path, cells, words, how):
    run_import(write(tmp_path / "x.csv", [WHOLE_ROW]), "--apply")
    output = StringIO()
    with pytest.raises(CommandError, match="1 products are off sale in the file and live here"):
        run_import(write(tmp_path / "x.csv", [WHOLE_ROW | cells]), *how, output=output)
    line = f"Off sale in the file, live here: 1 (line 2, W-1, {words}: “Wax”)"
    assert line in output.getvalue()
    assert ProductPage.objects.get().live


def test_products_off_sale_in_both_shops_are_no_error(tmp_path):
    row = WHOLE_ROW | {"Status": "archived"}
    run_import(write(tmp_path / "x.csv", [row]), "--apply")
    assert "0 new, 0 changed, 1 unchanged" in run_import(
        write(tmp_path / "x.csv", [row]), "--apply"
    )


def test_live_products_missing_from_the_file_are_counted_and_unchanged(tmp_path):
    rows = [WHOLE_ROW | {"Handle": f"h{n}", "Variant SKU": f"S-{n}"} for n in range(3)]
    run_import(write(tmp_path / "x.csv", rows), "--apply")
    ProductPage.objects.get(sku_claim="S-2").unpublish()
    output = run_import(write(tmp_path / "x.csv", rows[:1]), "--apply")
    assert "Live here, not in the file: 1 products, unchanged" in output
    assert ProductPage.objects.live().count() == 2
    assert "Live here" not in run_import(write(tmp_path / "x.csv", rows), "--apply")


def test_the_report_warns_of_skus_changed_by_a_spreadsheet(tmp_path):
    rows = [
        WHOLE_ROW | {"Handle": handle, "Variant SKU": sku}
        for handle, sku in (("a", "5.01235E+12"), ("b", '="0013"'), ("c", "007"))
    ]
    output = run_import(write(tmp_path / "x.csv", rows), "--apply")
    assert "SKUs changed by a spreadsheet: 1 (line 2, “5.01235E+12”)" in output
    assert {"0013", "007"} < {page.sku for page in ProductPage.objects.all()}


def test_a_change_in_the_file_is_imported_and_missing_values_are_kept(tmp_path):
    file = write(tmp_path / "x.csv", ROWS)
    run_import(file, "--apply")
    wax = ProductPage.objects.get(sku_claim="W-1")
    wax.category = a_category("waxes", "Waxes")
    wax.save_revision().publish()
    rows = [ROWS[0] | {"Variant Price": "14.99"}, *ROWS[1:]]
    output = run_import(write(tmp_path / "x.csv", rows), "--apply")
    assert "line 2: W-1: changes price" in output
    assert "0 new, 1 changed, 2 unchanged" in output
    wax.refresh_from_db()
    assert (wax.price_pence, wax.category.slug) == (1499, "waxes")


@pytest.mark.parametrize("own", [True, False], ids=["our own columns", "WooCommerce's"])
def test_a_product_with_a_new_category_loses_its_subcategory(tmp_path, own):
    row = {"ID": "1", "Type": "simple", "SKU": "P-1", "Name": "Pen", "Regular price": "3",
           "Stock": "5"}  # fmt: skip
    before = write(tmp_path / "a.csv", [row | {"Categories": "Pens > Blue"}])
    output = StringIO()
    woo = ("--format", "woocommerce", "--apply")
    call_command("import_products", str(before), *woo, stdout=output)
    assert str(ProductPage.objects.get().subcategory) == "Pens › Blue"
    a_category("ink", "Ink")
    ours = {"sku": "P-1", "title": "Pen", "category": "ink"}
    after = write(tmp_path / "b.csv", [ours if own else row | {"Categories": "Ink"}])
    call_command("import_products", str(after), *(("--apply",) if own else woo), stdout=output)
    changed = "line 2: P-1: changes category pens → ink, subcategory blue → empty"
    assert changed in output.getvalue()
    page = ProductPage.objects.get()
    assert (page.category.name, page.subcategory) == ("Ink", None)
