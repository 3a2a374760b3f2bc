"""WooCommerce's export: simple products, variations and their parents."""

from catalog.imports.formats import woocommerce
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
