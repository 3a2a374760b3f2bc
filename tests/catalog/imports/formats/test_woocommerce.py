"""WooCommerce's export: simple products, variations and their parents."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.imports.files.rows import FileRefused
from catalog.imports.formats import woocommerce
from tests.catalog.imports.formats.files import write

pytestmark = pytest.mark.slow


def a_simple(**values):
    return {"ID": "1", "Type": "simple", "Name": "Pen", "Regular price": "3"} | values


def read(tmp_path, *rows, **dialect):
    return woocommerce.read(write(tmp_path / "export.csv", list(rows), **dialect))


def test_a_variation_gets_missing_values_from_its_parent(tmp_path):
    parent = {
        "ID": "10", "Type": "variable", "SKU": "mat", "Name": "Floor Mat", "Published": "1",
        "Description": "<p>Fits all.</p>", "Tags": "winter",
        "Categories": "Accessories > Mats, Sale",
        "Images": "https://example.com/a.jpg, https://example.com/b.jpg",
    }  # fmt: skip
    red = {"ID": "11", "Type": "variation", "Regular price": "12.50", "Parent": "mat",
           "Attribute 1 value(s)": "Red"}  # fmt: skip
    blue = red | {"ID": "12", "SKU": "mat-blue", "Parent": "id:10", "Attribute 1 value(s)": "Blue"}
    reading = read(tmp_path, parent | {"Attribute 1 value(s)": "Red, Blue"}, red, blue)
    first, second = (row.values for row in reading.rows)
    assert (first["title"], second["title"]) == ("Floor Mat – Red", "Floor Mat – Blue")
    assert second["sku"] == "MAT-BLUE"
    assert (first["category"], first["subcategory"]) == ("Accessories", "Mats")
    assert (first["description"], first["tags"]) == ("Fits all.", "winter")
    assert first["image"] == "a.jpg|b.jpg"
    assert first["family"] == second["family"] == "floor-mat"
    assert reading.left_out == [(2, "It is sold as its variations.")]


def test_decimal_commas_and_semicolons_are_read(tmp_path):
    row = {"ID": "1", "Type": "simple", "Name": "Pen", "Regular price": "1.299,50"}
    [only] = read(tmp_path, row, delimiter=";").rows
    assert only.values["price"] == "1299.50"


def test_grouped_products_are_skipped_and_external_ones_become_drafts(tmp_path):
    rows = [
        {"ID": "1", "Type": "external", "Name": "Book", "Regular price": "3", "Stock": "5"},
        {"ID": "2", "Type": "grouped", "Name": "Set", "Regular price": "", "Stock": ""},
    ]
    reading = read(tmp_path, *rows)
    assert [(row.values["title"], row.draft_reasons) for row in reading.rows] == [
        ("Book", ("it is “external” in the other shop",))
    ]
    assert reading.left_out == [(3, "It is a group of other products.")]


TODAY = timezone.localdate()
TOMORROW, YESTERDAY = (str(TODAY + timedelta(days=days)) for days in (1, -1))
ON_SALE = ("it is on sale in the other shop",)


@pytest.mark.parametrize(
    ("cells", "reasons"),
    [
        ({}, ()), ({"Visibility in catalog": "catalog", "Backorders allowed?": "0"}, ()),
        ({"Type": "simple, downloadable, virtual"},
         ("it is “downloadable” in the other shop", "it is “virtual” in the other shop")),
        ({"Type": "subscription"}, ("it is “subscription” in the other shop",)),
        ({"Type": "gift-card"}, ("it is “gift-card” in the other shop",)),
        ({"Type": "grouped"}, ("it is “grouped” in the other shop",)),
        ({"Visibility in catalog": "search"}, ("the other shop shows it in searches only",)),
        ({"Backorders allowed?": "notify"}, ("the other shop sells it when it is out of stock",)),
        ({"Backorders allowed?": "1"}, ("the other shop sells it when it is out of stock",)),
        ({"In stock?": "backorder", "Stock": "0"},
         ("the other shop sells it when it is out of stock",)),
        ({"Sale price": "2"}, ON_SALE), ({"Sale price": "3.00"}, ()),
        ({"Sale price": "two for one"}, ON_SALE),
        ({"Sale price": "2", "Date sale price ends": YESTERDAY}, ()),
        ({"Sale price": "2", "Date sale price starts": TOMORROW}, ()),
        ({"Sale price": "2", "Date sale price starts": YESTERDAY + " 00:00:00",
          "Date sale price ends": TOMORROW}, ON_SALE),
        ({"Sale price": "2", "Date sale price ends": "next week"}, ON_SALE),
        ({"Regular price": "0"}, ("its price is £0",)),
    ],
)  # fmt: skip
def test_unsupported_products_become_drafts_with_the_reason(tmp_path, cells, reasons):
    [only] = read(tmp_path, a_simple(Stock="5") | cells).rows
    assert only.draft_reasons == reasons
    assert not only.off_sale


@pytest.mark.parametrize(
    ("cells", "off_sale"),
    [
        ({"Published": "0"}, "private"), ({"Published": "-1"}, "a draft"),
        ({"Published": "password"}, "not published"),
        ({"Visibility in catalog": "hidden"}, "hidden"),
        ({"Published": "1", "Visibility in catalog": "visible"}, ""), ({}, ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("of_parent", [False, True])
def test_products_off_sale_become_drafts(tmp_path, cells, off_sale, of_parent):
    parent = {"ID": "1", "Type": "variable", "SKU": "M", "Name": "Mat", "Published": "1"}
    child = {"ID": "2", "Type": "variation", "Parent": "M", "Published": "1", "Regular price": "9"}
    parent, child = (parent | cells, child) if of_parent else (parent, child | cells)
    columns = dict.fromkeys([*parent, *child], "")
    [only] = read(tmp_path, columns | parent, columns | child).rows
    assert (only.off_sale, only.values["state"]) == (off_sale, "draft" if off_sale else "")


def test_variations_have_the_sale_status_of_their_parent(tmp_path):
    parent = {"ID": "1", "Type": "variable-subscription", "SKU": "M", "Name": "Box", "Stock": ""}
    child = {"ID": "2", "Type": "subscription_variation", "Parent": "M", "Regular price": "9",
             "Stock": "5"}  # fmt: skip
    reading = read(tmp_path, parent, child)
    [only] = reading.rows
    assert only.draft_reasons == (
        "it is “subscription_variation” in the other shop",
        "it is “variable-subscription” in the other shop",
    )
    assert reading.left_out == [(2, "It is sold as its variations.")]


def test_a_variation_without_its_parent_is_a_draft(tmp_path):
    row = {"ID": "2", "Type": "variation", "Name": "Mat - Red", "Parent": "M", "Regular price": "9"}
    [only] = read(tmp_path, row).rows
    assert (only.values["title"], only.draft_reasons) == (
        "Mat - Red",
        ("its parent is not in the file",),
    )


@pytest.mark.parametrize(
    ("cells", "is_untracked", "stock"),
    [
        ({"In stock?": "1", "Stock": "5"}, False, "5"), ({"In stock?": "1", "Stock": ""}, True, ""),
        ({"In stock?": "1", "Stock": "parent"}, True, ""), ({}, True, ""),
        ({"In stock?": "0", "Stock": ""}, False, "0"),
        ({"In stock?": "0", "Stock": "0"}, False, "0"),
    ],
)  # fmt: skip
def test_untracked_stock_is_distinguished_from_zero(tmp_path, cells, is_untracked, stock):
    [only] = read(tmp_path, a_simple() | cells).rows
    assert (only.is_untracked, only.values["stock"]) == (is_untracked, stock)


def test_a_lower_case_header_and_a_comma_in_a_category_are_read(tmp_path):
    row = {"id": "1", "type": "simple", "name": "Pen", "regular price": "3",
           "categories": "Pens\\, ink > Blue"}  # fmt: skip
    [only] = read(tmp_path, row).rows
    assert (only.values["category"], only.values["subcategory"]) == ("Pens, ink", "Blue")


def test_an_unpublished_product_is_a_draft_and_a_lone_sale_price_counts(tmp_path):
    row = {"ID": "1", "Type": "simple", "Name": "Pen", "Published": "0", "Sale price": "2.50"}
    [only] = read(tmp_path, row).rows
    assert (only.values["state"], only.values["price"]) == ("draft", "2.50")


def test_unread_columns_are_listed(tmp_path):
    row = {"ID": "1", "Type": "simple", "Name": "Pen", "Regular price": "3", "Meta: odd": "x"}
    assert read(tmp_path, row).unknown_columns == ["Meta: odd"]


def test_line_ends_and_literal_backslash_n_are_distinguished(tmp_path):
    text = r"<strong>Fits</strong> all.\n\nOr C:\\new.\n<ul>\n<li>One</li>\n</ul>\nEnd"
    [only] = read(tmp_path, a_simple(Description=text)).rows
    assert only.values["description"] == r"Fits all. Or C:\new. One End"
    assert only.values["body"] == (
        "<p><strong>Fits</strong> all.</p><p>Or C:\\new.</p><ul><li>One</li></ul><p>End</p>"
    )


def test_escaped_formulas_are_unescaped(tmp_path):
    row = a_simple(Name="'-5°C Screenwash", Published="'-1", SKU="'=W1", Stock="'-3")
    [only] = read(tmp_path, row).rows
    assert only.values["title"] == "-5°C Screenwash"
    assert (only.values["state"], only.values["stock"]) == ("draft", "-3")


def test_escaped_commas_do_not_split_tags_options_and_pictures(tmp_path):
    parent = {
        "ID": "1", "Type": "variable", "SKU": "M", "Name": "Mat", "Tags": r"gift\, set, new",
        "Images": r"https://example.com/a\, b.jpg, https://example.com/c.jpg",
    }  # fmt: skip
    child = {"ID": "2", "Type": "variation", "Parent": "M", "Regular price": "9",
             "Attribute 1 value(s)": r"10 cm\, wide"}  # fmt: skip
    [only] = read(tmp_path, parent, child).rows
    assert only.values["tags"] == "gift, set|new"
    assert (only.values["variant"], only.values["title"]) == ("10 cm, wide", "Mat – 10 cm, wide")
    assert only.values["image"] == "a, b.jpg|c.jpg"


def test_a_variation_of_a_hidden_product_is_a_draft(tmp_path):
    parent = {"ID": "1", "Type": "variable", "SKU": "M", "Name": "Mat", "Published": "0"}
    child = {"ID": "2", "Type": "variation", "Parent": "M", "Published": "1", "Regular price": "9"}
    [only] = read(tmp_path, parent, child).rows
    assert only.values["state"] == "draft"


def test_products_with_one_name_have_different_families(tmp_path):
    rows = [
        {"ID": "1", "Type": "variable", "Name": "Mat"},
        {"ID": "2", "Type": "variation", "Parent": "id:1", "Regular price": "9"},
        {"ID": "3", "Type": "variable", "Name": "Mat"},
        {"ID": "4", "Type": "variation", "Parent": "id:3", "Regular price": "9"},
    ]
    first, second = (row.values["family"] for row in read(tmp_path, *rows).rows)
    assert (first, second) == ("mat", "mat-3")


PARENT = {
    "ID": "100", "Type": "variable", "SKU": "PAR", "Name": "Shirt", "Published": "1",
    "Categories": "Care > Wax",
}  # fmt: skip


@pytest.mark.parametrize("named", ["PAR", "id:100"])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_a_variation_with_its_parent_s_sku_does_not_replace_the_parent(tmp_path, named, order):
    rows = [
        PARENT,
        {"ID": "101", "Type": "variation", "SKU": "PAR-1", "Name": "Shirt - Red", "Parent": named,
         "Regular price": "5", "Attribute 1 value(s)": "Red"},
        {"ID": "102", "Type": "variation", "SKU": "PAR", "Name": "Shirt - Blue",
         "Parent": "id:100", "Regular price": "6", "Attribute 1 value(s)": "Blue"},
    ]  # fmt: skip
    columns = dict.fromkeys([name for row in rows for name in row], "")
    reading = read(tmp_path, *(columns | rows[place] for place in order))
    values = {row.values["sku"]: row.values for row in reading.rows}
    assert {sku: row["title"] for sku, row in values.items()} == {
        "PAR-1": "Shirt – Red",
        "PAR": "Shirt – Blue",
    }
    assert {(row["family"], row["category"]) for row in values.values()} == {("shirt", "Care")}
    assert [reason for _, reason in reading.left_out] == ["It is sold as its variations."]


def test_a_variation_of_two_parents_is_refused(tmp_path):
    other = PARENT | {"ID": "200", "Name": "Trousers"}
    child = {"ID": "3", "Type": "variation", "Parent": "PAR", "Regular price": "9"}
    [only] = read(tmp_path, PARENT, other, child).rows
    assert only.refusal == "Its parent “PAR” is not one product: see lines 2, 3."


def test_families_do_not_depend_on_the_order_of_the_rows(tmp_path):
    rows = [
        {"ID": "3", "Type": "variable", "Name": "Mat"},
        {"ID": "4", "Type": "variation", "Parent": "id:3", "Regular price": "9"},
        {"ID": "1", "Type": "variable", "Name": "Mat"},
        {"ID": "2", "Type": "variation", "Parent": "id:1", "Regular price": "8"},
    ]
    families = {row.values["price"]: row.values["family"] for row in read(tmp_path, *rows).rows}
    assert families == {"8.00": "mat", "9.00": "mat-3"}


def test_a_name_without_latin_letters_gives_a_family(tmp_path):
    parent = PARENT | {"Name": "Рубашка"}
    child = {"ID": "3", "Type": "variation", "Parent": "PAR", "Regular price": "9",
             "Attribute 1 value(s)": "Red"}  # fmt: skip
    [only] = read(tmp_path, parent, child).rows
    assert only.values["family"] == "family-ba5b663b"


def test_a_file_of_another_shop_is_refused_with_a_message(tmp_path):
    with pytest.raises(FileRefused, match="has no column Name"):
        read(tmp_path, {"Handle": "a", "Title": "A", "Variant Price": "1"})


def test_a_header_in_another_language_is_refused_with_a_message(tmp_path):
    row = {"ID": "1", "Typ": "simple", "Name": "Stift", "Regulärer Preis": "3,00"}
    with pytest.raises(FileRefused, match=r"no column Regular price or Sale price: .* in English"):
        read(tmp_path, row)
