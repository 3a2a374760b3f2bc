"""Shopify's export: current and older columns, in any CSV dialect."""

import itertools
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.imports.files.rows import FileRefused
from catalog.imports.formats import shopify
from tests.catalog.imports.formats.files import write

pytestmark = pytest.mark.slow

OLD = {
    "handle": "Handle", "title": "Title", "text": "Body (HTML)", "type": "Type", "tags": "Tags",
    "published": "Published", "option": "Option1 Value", "sku": "Variant SKU",
    "price": "Variant Price", "stock": "Variant Inventory Qty", "image": "Image Src",
}  # fmt: skip
NEW = OLD | {
    "handle": "URL handle", "text": "Description", "sku": "SKU", "price": "Price",
    "published": "Published on online store", "stock": "Inventory quantity",
    "image": "Product image URL",
}  # fmt: skip
STYLES = pytest.mark.parametrize("names", [OLD, NEW], ids=["older", "today's"])


def a_file(tmp_path, names, *rows, **dialect):
    named = [{names[key]: value for key, value in row.items()} for row in rows]
    return write(tmp_path / "export.csv", named, **dialect)


@STYLES
def test_each_variant_becomes_a_product_of_one_family(tmp_path, names):
    reading = shopify.read(
        a_file(
            tmp_path, names,
            {"handle": "wax", "title": "Hard Wax", "text": "<p>Shiny.</p>", "type": "Wax",
             "tags": "exterior, gift", "option": "500 ml", "sku": "W-1", "price": "12.99",
             "stock": "7", "image": "https://example.com/w.jpg?v=1"},
            {"handle": "wax", "option": "1 L", "sku": "W-2", "price": "19.99", "stock": "-3"},
            {"handle": "wax", "image": "https://example.com/w2.jpg"},
        )
    )  # fmt: skip
    first, second = (row.values for row in reading.rows)
    assert (first["sku"], first["title"], first["price"]) == ("W-1", "Hard Wax – 500 ml", "12.99")
    assert (second["sku"], second["title"], second["stock"]) == ("W-2", "Hard Wax – 1 L", "-3")
    assert first["family"] == second["family"] == "wax"
    assert second["description"] == "Shiny."
    assert (second["product_type"], second["tags"]) == ("Wax", "exterior|gift")
    assert first["image"] == "w.jpg|w2.jpg"
    assert reading.left_out == [(4, "It only adds a picture.")]


@STYLES
def test_a_product_with_one_variant_has_no_variant_name(tmp_path, names):
    row = {"handle": "pen", "title": "Pen", "option": "Default Title", "price": "2"}
    [only] = shopify.read(a_file(tmp_path, names, row)).rows
    assert (only.values["title"], only.values["variant"], only.values["family"]) == ("Pen", "", "")


def test_unread_columns_are_listed(tmp_path):
    path = write(
        tmp_path / "x.csv", [{"Handle": "a", "Title": "A", "Variant Price": "1", "Odd": 1}]
    )
    assert shopify.read(path).unknown_columns == ["Odd"]


@pytest.mark.parametrize(
    ("cells", "off_sale"),
    [
        ({"Published": "false"}, "not published"), ({"Published": "FALSE"}, "not published"),
        ({"Published": "0"}, "not published"), ({"Published": "WAHR"}, "not published"),
        ({"Status": "draft"}, "“draft”"), ({"Status": "Archived"}, "“archived”"),
        ({"Status": "unlisted"}, "“unlisted”"), ({"Status": "suspended"}, "“suspended”"),
        ({"Status": "active", "Published": "TRUE"}, ""), ({"Published": "1"}, ""), ({}, ""),
    ],
)  # fmt: skip
def test_products_off_sale_become_drafts(tmp_path, cells, off_sale):
    row = {"Handle": "a", "Title": "A", "Variant Price": "1"} | cells
    [only] = shopify.read(write(tmp_path / "x.csv", [row])).rows
    assert (only.off_sale, only.values["state"]) == (off_sale, "draft" if off_sale else "")


STOCKED = {
    "Handle": "a", "Title": "A", "Variant Price": "10", "Variant Inventory Tracker": "shopify",
    "Variant Inventory Qty": "5",
}  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "reasons"),
    [
        ({}, ()),
        ({"Gift Card": "false", "Variant Requires Shipping": "TRUE",
          "Variant Inventory Policy": "deny", "Variant Compare At Price": "10.00"}, ()),
        ({"Gift Card": "TRUE"}, ("it is a gift card",)),
        ({"Variant Fulfillment Service": "gift_card"}, ("it is a gift card",)),
        ({"Variant Requires Shipping": "false"}, ("it is not shipped",)),
        ({"Requires shipping": "0"}, ("it is not shipped",)),
        ({"Variant Inventory Policy": "continue"},
         ("the other shop sells it when it is out of stock",)),
        ({"Continue selling when out of stock": "CONTINUE"},
         ("the other shop sells it when it is out of stock",)),
        ({"Variant Compare At Price": "12.50"}, ("it is on sale in the other shop",)),
        ({"Compare-at price": "12,50"}, ("it is on sale in the other shop",)),
        ({"Variant Price": "0.00"}, ("its price is £0",)),
    ],
)  # fmt: skip
def test_unsupported_products_become_drafts_with_the_reason(tmp_path, cells, reasons):
    [only] = shopify.read(write(tmp_path / "x.csv", [STOCKED | cells])).rows
    assert only.draft_reasons == reasons
    assert not only.off_sale


@pytest.mark.parametrize(
    ("cells", "is_untracked"),
    [
        ({"Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "0"}, False),
        ({"Variant Inventory Tracker": "", "Variant Inventory Qty": "0"}, True),
        ({"Variant Inventory Tracker": "shopify", "Variant Inventory Qty": ""}, True),
        ({"Variant Inventory Qty": "7"}, False), ({"Variant Inventory Qty": ""}, True), ({}, True),
    ],
)  # fmt: skip
def test_untracked_stock_is_distinguished_from_zero(tmp_path, cells, is_untracked):
    row = {"Handle": "a", "Title": "A", "Variant Price": "1"} | cells
    assert shopify.read(write(tmp_path / "x.csv", [row])).rows[0].is_untracked is is_untracked


def test_duplicate_and_missing_skus_get_distinct_stable_skus(tmp_path):
    rows = [
        {"handle": handle, "title": handle, "price": "1", "sku": sku, "option": option}
        for handle, sku, option in (("a", "X", "1"), ("a", "X", "2"), ("b", "", ""), ("c", "", ""))
    ]
    path = a_file(tmp_path, OLD, *rows)
    origins = [row.origin for row in shopify.read(path).rows]
    assert len({origin.own_sku for origin in origins}) == 4
    assert [origin.given_sku for origin in origins] == ["X", "X", "B-3E23E816", "C-2E7D2C03"]
    assert [row.origin for row in shopify.read(path).rows] == origins


def test_a_row_repeated_five_times_is_one_product(tmp_path):
    path = a_file(tmp_path, OLD, *[{"handle": "a", "title": "A", "price": "1", "sku": "X"}] * 5)
    reading = shopify.read(path)
    assert [row.line for row in reading.rows] == [2]
    assert reading.left_out == [(line, "It repeats line 2.") for line in (3, 4, 5, 6)]


def test_rows_of_one_product_that_differ_are_all_refused(tmp_path):
    row = {"handle": "a", "title": "A", "price": "1", "sku": "X"}
    reading = shopify.read(a_file(tmp_path, OLD, row, row | {"price": "2"}))
    assert [row.refusal for row in reading.rows] == [
        "Lines 2, 3 have the same product, variant and SKU but differ."
    ] * 2


@pytest.mark.parametrize(
    ("handle", "family"),
    [("Hard Wax", "hard-wax"), ("crème", "creme"), ("кириллица", "family-7aff089a"),
     ("ポリッシュ", "family-00f380ac"), ("🚗", "family-3a3fbeed"), ("воск-2", "2-1c287a0d"),
     ("крем-2", "2-4e0b5fac")],
)  # fmt: skip
def test_every_handle_gives_a_different_family(tmp_path, handle, family):
    row = {"handle": handle, "title": "A", "price": "1", "option": "S"}
    [only] = shopify.read(a_file(tmp_path, OLD, row)).rows
    assert only.values["family"] == family


@settings(deadline=None, max_examples=30)
@given(st.permutations(range(6)))
def test_variants_and_pictures_are_the_same_in_any_order_of_the_rows(order):
    rows = [
        {"Handle": "wax", "Title": "Wax", "Type": "Wax", "Option1 Value": "S", "Variant Price": "1",
         "Image Src": "x/1.jpg", "Image Position": "1", "Image Alt Text": "front"},
        {"Handle": "wax", "Option1 Value": "M", "Variant Price": "2", "Image Src": "x/2.jpg",
         "Image Position": "2", "Image Alt Text": "back"},
        {"Handle": "wax", "Option1 Value": "L", "Variant Price": "3"},
        {"Handle": "wax", "Image Src": "x/10.jpg", "Image Position": "10"},
        {"Handle": "pen", "Title": "Pen", "Variant Price": "4", "Variant SKU": "P"},
        {"Handle": "ink", "Title": "Ink", "Variant Price": "5", "Variant SKU": "P"},
    ]  # fmt: skip
    columns = dict.fromkeys([name for row in rows for name in row], "")
    with tempfile.TemporaryDirectory() as folder:

        def values(places):
            path = write(Path(folder) / "x.csv", [columns | rows[place] for place in places])
            read = [(row.values, row.origin) for row in shopify.read(path).rows]
            return sorted(read, key=lambda one: one[0]["price"])

        assert values(order) == values(range(6))
        assert values(order)[0][0]["image"] == "1.jpg|2.jpg|10.jpg"


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_file_is_refused_with_a_message(tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused, match="is empty"):
        shopify.read(path)


def test_a_missing_file_is_refused_with_a_message(tmp_path):
    with pytest.raises(FileRefused, match="There is no file"):
        shopify.read(tmp_path / "none.csv")


def test_escaped_formulas_are_unescaped(tmp_path):
    row = {"handle": "a", "title": "'+Plus Cleaner", "price": "1", "sku": "'0012"}
    [only] = shopify.read(a_file(tmp_path, OLD, row)).rows
    assert (only.values["title"], only.values["sku"]) == ("+Plus Cleaner", "0012")


def test_names_above_the_maximum_length_are_cut(tmp_path):
    row = {"Handle": "a", "Title": "A", "Variant Price": "1", "Image Src": "https://x.example/a.jpg",
           "Image Alt Text": "alt " * 100, "SEO Title": "title " * 100}  # fmt: skip
    [only] = shopify.read(write(tmp_path / "x.csv", [row])).rows
    alt, title = only.values["image_alt"], only.values["seo_title"]
    assert alt == "alt " * 63 + "al…"
    assert (len(title), title[-7:]) == (255, "tle ti…")


@pytest.mark.parametrize("column", ["Standard Product Type", "Standardized Product Type"])
def test_the_category_of_an_export_of_2021_is_read(tmp_path, column):
    row = {"Handle": "a", "Title": "A", "Variant Price": "1", "Custom Product Type": "Wax",
           column: "Vehicles & Parts > Vehicle Cleaning"}  # fmt: skip
    reading = shopify.read(write(tmp_path / "x.csv", [row]))
    assert reading.rows[0].values["category"] == "Vehicle Cleaning"
    assert (reading.rows[0].values["product_type"], reading.unknown_columns) == ("Wax", [])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"ID": "1", "Type": "simple", "Name": "Pen", "Regular price": "3"}, "Title"),
        ({"Handle": "pen", "Titel": "Stift", "Variantenpreis": "3"}, "Title"),
        ({"Handle": "pen", "Title": "Pen", "Cost": "3"}, "Price or Variant Price"),
    ],
)
def test_a_file_of_another_shop_or_language_is_refused_with_a_message(tmp_path, row, column):
    with pytest.raises(FileRefused, match=f"x.csv has no column {column}: .*Export it in English"):
        shopify.read(write(tmp_path / "x.csv", [row]))


def test_a_duplicate_column_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Handle,Title,Variant Price,title,Note,Note\na,A,1,B,x,y\n")
    with pytest.raises(FileRefused, match="has the column title more than once"):
        shopify.read(path)


@pytest.mark.parametrize("start", ["", "\n", "\r\n\n ,,\n"])
@pytest.mark.parametrize(
    ("named", "delimiter"), [("sep=;\n", ";"), ('"sep=,"\n', ","), ("SEP=|;;\n\n", "|"), ("", ";")]
)
def test_lines_before_the_header_are_skipped(tmp_path, start, named, delimiter):
    path = tmp_path / "x.csv"
    lines = [["Handle", "Title", "Variant Price"], ["a", "A", "1"], ["b", "B", ""]]
    before = start + named
    path.write_text(before + "".join(delimiter.join(cells) + "\n" for cells in lines))
    reading = shopify.read(path)
    header_line = before.count("\n") + 1
    assert [(row.line, row.values["title"]) for row in reading.rows] == [(header_line + 1, "A")]
    assert reading.left_out == [(header_line + 2, "It has no price.")]


FULL = "Handle,Title,Body (HTML),Variant Price\n" + "".join(
    f'q-{n},Title {n},"<p>Text {n}</p>",{n}.00\n' for n in range(1, 5)
)


@pytest.mark.parametrize(
    ("found", "broken", "line"),
    [
        ('"<p>Text 2</p>"', '"<p>Text 2</p>', 3),
        ('"<p>Text 4</p>"', '"<p>Text 4</p>', 5),
        ('"<p>Text 2</p>"', "<p>Text 2</p>, more", 3),
        ('"<p>Text 2</p>"', '"<p>a "big" 2</p>"', 3),
        ('Title 3,"<p>Text 3</p>",3.00', "Title 3", 4),
        (",4.00\n", "", 5),
        ("4.00\n", "4.00,5.00\n", 5),
    ],
)
def test_an_invalid_row_refuses_the_file_with_its_line(tmp_path, found, broken, line):
    path = tmp_path / "x.csv"
    path.write_text(FULL.replace(found, broken))
    with pytest.raises(FileRefused, match=rf"[Ll]ine {line}\b"):
        shopify.read(path)


def test_extra_empty_cells_are_accepted(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(FULL.replace("2.00\n", "2.00,, \n"))
    assert len(shopify.read(path).rows) == 4


@settings(deadline=None, max_examples=100)
@given(st.integers(0, len(FULL) - 1), st.booleans())
def test_no_row_is_lost_unreported(place, is_cut_off):
    """Remove or add a quotation mark, or cut the file: it is read completely or refused."""
    if is_cut_off:
        text = FULL[:place]
    elif FULL[place] == '"':
        text = FULL[:place] + FULL[place + 1 :]
    else:
        text = FULL[:place] + '"' + FULL[place:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_text(text)
        try:
            reading = shopify.read(path)
        except FileRefused:
            return
    lines = len([line for line in text.splitlines() if line]) - 1
    assert len(reading.rows) + len(reading.left_out) == lines


@pytest.mark.parametrize(
    ("cell", "refusal"),
    [
        ("CafÃ© Noir", "“CafÃ©” is “Café” in a wrong encoding"),
        ("Only Â£5", "“Â£5” is “£5” in a wrong encoding"),
        ("Driverâ€™s cloth", "“Driverâ€™s” is “Driver’s” in a wrong encoding"),
        ("Wax â€“ 500 ml", "“â€“” is “–” in a wrong encoding"),
    ],
)
def test_mojibake_is_refused_with_the_word(tmp_path, cell, refusal):
    row = {"handle": "a", "title": cell, "price": "1"}
    [only] = shopify.read(a_file(tmp_path, OLD, row)).rows
    assert only.refusal.startswith(refusal)


@pytest.mark.parametrize(
    "title", ["Café £5 – “Noir”", "São Paulo", "NESCAFÉ® É™", "Â and Ã", "ÄÖÜ"]
)
def test_unusual_text_is_not_mojibake(tmp_path, title):
    row = {"handle": "a", "title": title, "price": "1"}
    assert not shopify.read(a_file(tmp_path, OLD, row)).rows[0].refusal


WORDS = st.text("abcdefghij éü,;\"'\t\n", min_size=1, max_size=20).filter(
    lambda text: any(letter.isalpha() for letter in text)
)
PRODUCTS = st.lists(
    st.tuples(WORDS, st.lists(st.integers(1, 99_999), min_size=1, max_size=3)),
    min_size=1,
    max_size=6,
)
DIALECTS = list(
    itertools.product((",", ";", "\t"), ("utf-8", "utf-8-sig", "cp1252", "utf-16"), ("\n", "\r\n"))
)


@settings(deadline=None, max_examples=60)
@given(PRODUCTS, st.sampled_from(DIALECTS), st.sampled_from([OLD, NEW]))
def test_any_products_in_any_dialect_are_read_as_they_were_written(products, dialect, names):
    delimiter, encoding, end = dialect
    rows, expected = [], []
    for number, (title, prices) in enumerate(products):
        for order, pence in enumerate(prices):
            price = f"{Decimal(pence) / 100:.2f}"
            variant = f"size {order}"
            row = {"handle": f"h{number}", "option": variant, "price": price, "sku": ""}
            rows.append(row | ({"title": title} if not order else {}))
            expected.append((" ".join(title.split()) + f" – {variant}", price))
    columns = dict.fromkeys(("handle", "title", "option", "price", "sku"), "")
    with tempfile.TemporaryDirectory() as folder:
        path = a_file(
            Path(folder), names, *(columns | row for row in rows),
            delimiter=delimiter, encoding=encoding, end=end,
        )  # fmt: skip
        reading = shopify.read(path)
    read = [(row.values["title"], row.values["price"]) for row in reading.rows]
    assert read == expected
    assert len({row.values["sku"] for row in reading.rows}) == len(expected)


def test_long_descriptions_are_read(tmp_path):
    row = {"handle": "a", "title": "A", "price": "1", "text": "long " * 60_000}
    [only] = shopify.read(a_file(tmp_path, OLD, row)).rows
    assert len(only.values["body"]) > 131_072  # csv's own limit
