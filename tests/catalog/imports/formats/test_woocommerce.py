"""WooCommerce's export: simple products, variations and their parents."""

import pytest

from catalog.imports.formats import woocommerce
from catalog.imports.rows import FileRefused
from tests.catalog.imports.formats.files import write


def read(tmp_path, *rows, **dialect):
    return woocommerce.read(write(tmp_path / "export.csv", list(rows), **dialect))


def test_a_variation_has_from_its_parent_what_it_lacks(tmp_path):
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


def test_continental_prices_and_semicolons(tmp_path):
    row = {"ID": "1", "Type": "simple", "Name": "Pen", "Regular price": "1.299,50"}
    [only] = read(tmp_path, row, delimiter=";").rows
    assert only.values["price"] == "1299.50"


def test_grouped_and_external_products_with_a_price_are_products(tmp_path):
    rows = [
        {"ID": "1", "Type": "external", "Name": "Book", "Regular price": "3"},
        {"ID": "2", "Type": "grouped", "Name": "Set", "Regular price": ""},
    ]
    reading = read(tmp_path, *rows)
    assert [row.values["title"] for row in reading.rows] == ["Book"]
    assert reading.left_out == [(3, "It has no price.")]


def test_small_letters_in_the_header_and_a_comma_in_a_category(tmp_path):
    row = {"id": "1", "type": "simple", "name": "Pen", "regular price": "3",
           "categories": "Pens\\, ink > Blue"}  # fmt: skip
    [only] = read(tmp_path, row).rows
    assert (only.values["category"], only.values["subcategory"]) == ("Pens, ink", "Blue")


def test_an_unpublished_product_is_a_draft_and_a_lone_sale_price_counts(tmp_path):
    row = {"ID": "1", "Type": "simple", "Name": "Pen", "Published": "0", "Sale price": "2.50"}
    [only] = read(tmp_path, row).rows
    assert (only.values["state"], only.values["price"]) == ("draft", "2.50")


def test_what_nobody_reads_is_listed(tmp_path):
    row = {"ID": "1", "Type": "simple", "Name": "Pen", "Regular price": "3", "Meta: odd": "x"}
    assert read(tmp_path, row).unknown_columns == ["Meta: odd"]


def a_simple(**values):
    return {"ID": "1", "Type": "simple", "Name": "Pen", "Regular price": "3"} | values


def test_the_end_of_a_line_and_a_real_backslash_n_are_told_apart(tmp_path):
    text = r"<strong>Fits</strong> all.\n\nOr C:\\new.\n<ul>\n<li>One</li>\n</ul>\nEnd"
    [only] = read(tmp_path, a_simple(Description=text)).rows
    assert only.values["description"] == r"Fits all. Or C:\new. One End"
    assert only.values["body"] == (
        "<p><strong>Fits</strong> all.</p><p>Or C:\\new.</p><ul><li>One</li></ul><p>End</p>"
    )


def test_what_was_guarded_against_formulas_is_itself_again(tmp_path):
    row = a_simple(Name="'-5°C Screenwash", Published="'-1", SKU="'=W1", Stock="'-3")
    [only] = read(tmp_path, row).rows
    assert only.values["title"] == "-5°C Screenwash"
    assert (only.values["state"], only.values["stock"]) == ("draft", "-3")


def test_a_comma_in_a_tag_an_option_and_a_picture_is_a_part_of_it(tmp_path):
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


def test_products_of_one_name_are_families_of_their_own(tmp_path):
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
def test_a_variation_with_its_parents_sku_never_takes_the_parents_place(tmp_path, named, order):
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


def test_families_of_one_name_are_the_same_in_any_order(tmp_path):
    rows = [
        {"ID": "3", "Type": "variable", "Name": "Mat"},
        {"ID": "4", "Type": "variation", "Parent": "id:3", "Regular price": "9"},
        {"ID": "1", "Type": "variable", "Name": "Mat"},
        {"ID": "2", "Type": "variation", "Parent": "id:1", "Regular price": "8"},
    ]
    families = {row.values["price"]: row.values["family"] for row in read(tmp_path, *rows).rows}
    assert families == {"8.00": "mat", "9.00": "mat-3"}


def test_a_name_without_latin_letters_is_a_family_too(tmp_path):
    parent = PARENT | {"Name": "Рубашка"}
    child = {"ID": "3", "Type": "variation", "Parent": "PAR", "Regular price": "9",
             "Attribute 1 value(s)": "Red"}  # fmt: skip
    [only] = read(tmp_path, parent, child).rows
    assert only.values["family"] == "family-ba5b663b"


def test_a_file_of_another_shop_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(FileRefused, match="has no column Name"):
        read(tmp_path, {"Handle": "a", "Title": "A", "Variant Price": "1"})


def test_a_header_in_another_language_is_refused_with_a_sentence(tmp_path):
    row = {"ID": "1", "Typ": "simple", "Name": "Stift", "Regulärer Preis": "3,00"}
    with pytest.raises(FileRefused, match=r"no column Regular price or Sale price: .* in English"):
        read(tmp_path, row)
