"""Files as people really send them: every row keeps the number of its line."""

import pytest

from catalog.imports.csv_rows import FileRefused, Row, parse_rows, read_rows

COLUMNS = ("sku", "title")


def rows(text: str) -> list[tuple[int, dict]]:
    return [(row.line, row.values) for row in parse_rows(text, columns=COLUMNS)[0]]


def test_the_header_is_line_1_and_cells_are_trimmed():
    found, unknown = parse_rows("sku, title \nA-1 , Wax\n", columns=COLUMNS)
    assert found == [Row(2, {"sku": "A-1", "title": "Wax"})]
    assert unknown == []


def test_columns_may_stand_in_any_order_and_unknown_ones_are_listed():
    found, unknown = parse_rows("colour,title,sku,note\nred,Wax,A-1,x\n", columns=COLUMNS)
    assert (found[0].values["sku"], unknown) == ("A-1", ["colour", "note"])


def test_line_numbers_count_what_an_editor_counts():
    text = 'sku,title\n\nA-1,"two\nlines"\n , \nA-2,Mat\n'
    assert [(line, values["sku"]) for line, values in rows(text)] == [(3, "A-1"), (6, "A-2")]


@pytest.mark.parametrize("separator", ["\u2028", "\x85", "\x0b", "\x0c", "\x1c", "\u2029"])
def test_a_separator_that_is_no_end_of_line_stays_in_its_cell(separator):
    text = f"sku,title\nA-1,Wax{separator}tin\nA-2,Mat\n"
    assert [(line, values["title"]) for line, values in rows(text)] == [
        (2, f"Wax{separator}tin"),
        (3, "Mat"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "The file lacks the columns sku, title."),
        ("\n", "The file lacks the columns sku, title."),
        ("sku\nA-1\n", "The file lacks the column title."),
        ("sku;title\nA-1;Wax\n", "The file lacks the columns sku, title."),
        ("sku,title,sku\nA-1,Wax,A-1\n", "The file has the column sku more than once."),
        ("sku,title\nA-1\n", "Line 2 has 1 cells, the header has 2."),
        ("sku,title\nA-1,Wax\nA-2,Mat,x\n", "Line 3 has 3 cells, the header has 2."),
        ('sku,title\nA-1,"Wax\n', "is no valid CSV"),
        ('sku,title\nA-1,"Wax"x\n', "Line 2 is no valid CSV"),
        ("sku,title\nA-1," + "x" * 200_000, "Line 2 is no valid CSV"),
    ],
    ids=lambda value: value[:30],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(text, reason):
    with pytest.raises(FileRefused) as refusal:
        parse_rows(text, columns=COLUMNS)
    assert reason in str(refusal.value)


def test_a_header_alone_is_a_file_without_rows():
    assert parse_rows("sku,title\n", columns=COLUMNS) == ([], [])


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbfsku,title\r\nA-1,Caf\xc3\xa9\r\n", "sku,title\nA-1,Café".encode()],
    ids=["as Excel saves it", "plain"],
)
def test_utf_8_is_read_with_and_without_a_mark(tmp_path, content):
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    assert read_rows(file, columns=COLUMNS)[0] == [Row(2, {"sku": "A-1", "title": "Café"})]


@pytest.mark.parametrize(
    "content", ["sku,title\nA-1,Café".encode("latin-1"), "sku,title".encode("utf-16"), b"\x89PNG"]
)
def test_another_encoding_is_refused(tmp_path, content):
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    with pytest.raises(FileRefused, match="is no CSV file in UTF-8"):
        read_rows(file, columns=COLUMNS)


def test_no_file_and_no_file_to_read_are_refused(tmp_path):
    with pytest.raises(FileRefused, match="There is no file"):
        read_rows(tmp_path / "none.csv", columns=COLUMNS)
    with pytest.raises(FileRefused, match="is no CSV file"):
        read_rows(tmp_path, columns=COLUMNS)
