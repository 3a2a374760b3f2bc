"""Files in our own columns in any CSV dialect, with correct line numbers."""

import csv
import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalog.desk.imports.forms import UploadForm
from catalog.imports.contents import FileContents
from catalog.imports.files.columns import escape_cell, unescape_cell
from catalog.imports.files.rows import FileRefused
from catalog.imports.sources import READERS, OwnFile
from catalog.management.commands.import_products import Command
from catalog.models import CatalogueImport, ImportFormat


def a_file(folder, text: str | bytes) -> Path:
    path = Path(folder) / "rows.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def rows(tmp_path, text: str | bytes) -> list[tuple[int, str]]:
    return [(row.line, row.values["title"]) for row in OwnFile(a_file(tmp_path, text))]


def test_every_format_of_another_shop_has_a_reader():
    assert [ImportFormat.AUTOVISE, *READERS] == list(ImportFormat)


def test_the_upload_page_offers_every_format():
    assert UploadForm.base_fields["format"].choices == ImportFormat.choices
    assert CatalogueImport._meta.get_field("format").choices == ImportFormat.choices


@pytest.mark.parametrize("name", ImportFormat.values)
def test_the_command_accepts_every_format(name):
    parser = Command().create_parser("manage.py", "import_products")
    assert parser.parse_args(["rows.csv", "--format", name]).format == name


def test_the_header_is_line_1_and_cells_are_trimmed(tmp_path):
    [row] = OwnFile(a_file(tmp_path, "sku, title \nA-1 , Wax\n"))
    assert (row.line, row.values) == (2, {"kind": "product", "sku": "A-1", "title": "Wax"})


def test_columns_may_be_in_any_order_and_unknown_ones_are_listed(tmp_path):
    source = OwnFile(a_file(tmp_path, "colour,title,sku,note\nred,Wax,A-1,x\n"))
    assert source.unknown_columns == ["colour", "note"]
    assert next(iter(source)).values["sku"] == "A-1"


def test_line_numbers_match_those_of_a_text_editor(tmp_path):
    text = 'sku,title\n\nA-1,"two\nlines"\n , \nA-2,Mat\n'
    assert rows(tmp_path, text) == [(3, "two\nlines"), (6, "Mat")]


@pytest.mark.parametrize("separator", ["\u2028", "\x85", "\x0b", "\x0c", "\x1c", "\u2029"])
def test_unicode_line_separators_stay_in_their_cell(tmp_path, separator):
    text = f"sku,title\nA-1,Wax{separator}tin\nA-2,Mat\n"
    assert rows(tmp_path, text) == [(2, f"Wax{separator}tin"), (3, "Mat")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "rows.csv is empty."),
        ("\n", "rows.csv is empty."),
        ("colour\nred\n", "The file has no columns sku, title."),
        ("sku\nA-1\n", "The file has no column title."),
        ("kind,name\nproduct,Wax\n", "The file has no column title."),
        ("sku,title,sku\nA-1,Wax,A-1\n", "The file has the column sku more than once."),
        ("sku,title\nA-1\n", "Line 2 has 1 cells, the header has 2."),
        ("\n\nsku,title\nA-1\n", "Line 4 has 1 cells, the header has 2."),
        ("sku,title\nA-1,Wax\nA-2,Mat,x\n", "Line 3 has 3 cells, the header has 2."),
        ('sku,title\nA-1,"Wax\n', "the row that begins on line 2, a quotation mark is opened and"),
        ('sku,title\nA-1,"Wax"x\n', "is not valid CSV: in the row that begins on line 2, a quot"),
        ('sku,title\nA-1,"Wax\nA-2,"Mat"\n', "the row that begins on line 2, a quotation mark"),
        ("sku,title\nA-1," + "x" * 1_000_001, "is not valid CSV"),
    ],
    ids=lambda value: value[:30],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(tmp_path, text, reason):
    with pytest.raises(FileRefused) as refusal:
        list(OwnFile(a_file(tmp_path, text)))
    assert reason in str(refusal.value)


def test_a_missing_file_and_a_folder_are_refused_with_a_message(tmp_path):
    with pytest.raises(FileRefused, match="There is no file"):
        OwnFile(tmp_path / "none.csv")
    with pytest.raises(FileRefused, match="cannot be read"):
        OwnFile(tmp_path)


def test_rows_without_a_kind_are_bundles_if_they_have_parts_and_no_price(tmp_path):
    [row] = OwnFile(a_file(tmp_path, "sku,title,parts\nBND-1,Set,A-1|A-2\n"))
    assert row.values["kind"] == "bundle"


def test_referenced_rows_are_read_first(tmp_path):
    kinds = ["bundle", "product", "tag", "category", "product_type", "subcategory", "product"]
    text = "kind,sku,title\n" + "".join(f"{kind},,x\n" for kind in kinds)
    source = OwnFile(a_file(tmp_path, text))
    assert [row.values["kind"] for row in FileContents.of(source).in_order(source)] == [
        "category", "subcategory", "product_type", "tag", "product", "product", "bundle",
    ]  # fmt: skip


def test_two_files_with_long_cells_can_be_read_concurrently(tmp_path):
    long = "x" * 500_000
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for file in files:
        file.write_text(f"sku,title\nA-1,short\nA-2,{long}\n")
    first, second = (iter(OwnFile(file)) for file in files)
    next(first)
    assert [row.values["title"] for row in second] == ["short", long]
    assert [row.values["title"] for row in first] == [long]


TEXTS = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc"]), min_size=1, max_size=20
).filter(str.strip)


def is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


DIALECTS = list(
    itertools.product((",", ";", "\t"), ("utf-8", "utf-8-sig", "cp1252", "utf-16"), ("\n", "\r\n"))
)


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXTS, min_size=1, max_size=5), st.sampled_from(DIALECTS))
def test_any_text_in_any_dialect_is_read_as_it_was_written(titles, dialect):
    """Windows-1252 may be refused: some of its letters look like UTF-8's or a Mac's."""
    delimiter, encoding, end = dialect
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter, lineterminator=end)
            writer.writerow(["sku", "title", "description"])
            writer.writerows(
                [f"A-{number}", escape_cell(title), "£"] for number, title in enumerate(titles)
            )
        try:
            read = [row.values["title"] for row in OwnFile(path)]
        except FileRefused:
            assert encoding == "cp1252"
            return
        assume(encoding != "cp1252" or not is_utf8(path.read_bytes()))
    assert read == [title.strip() for title in titles]


@pytest.mark.parametrize(
    ("cell", "text"), [('="0013"', "0013"), ('="5"" clip"', '5" clip'), ('="a"&"b"', '="a"&"b"'),
                       ('=""', ""), ('\'="0013"', '="0013"')],
)  # fmt: skip
def test_a_number_stored_as_text_is_unescaped(cell, text):
    assert unescape_cell(cell) == text


@given(st.text())
def test_an_escaped_text_is_unescaped_and_runs_in_no_spreadsheet(text):
    assert unescape_cell(escape_cell(text)) == text
    assert not escape_cell(text).startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
