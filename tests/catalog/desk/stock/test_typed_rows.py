"""Rows of a SKU and a number, as people paste them and spreadsheets write them."""

import pytest

from catalog.desk.stock.typed_rows import (
    MAX_ROWS,
    RowsRefused,
    read_typed_rows,
)

QUANTITY = ("quantity", "pieces")


def read(text: str) -> list[tuple[str, int]]:
    result = read_typed_rows(text, number_columns=QUANTITY)
    assert result.refused == []
    return [(row.sku, row.number) for row in result.rows]


def refusals(text: str) -> list[tuple[int, str, str]]:
    result = read_typed_rows(text, number_columns=QUANTITY)
    return [(row.line, row.text, row.reason) for row in result.refused]


@pytest.mark.parametrize(
    "text",
    [
        "A-1;12\nB-2;3",
        "A-1,12\r\nB-2,3\r\n",
        "A-1\t12\nB-2\t3",
        "  a-1 ; 12 \n\n b-2;3;;\n",
        "\ufeffSKU;Quantity\nA-1;12\nB-2;3",
        'Quantity,Title,SKU\n12,"Wax, hard",A-1\n3,Mitt,B-2',
        "sku\tpieces\nA-1\t12\nB-2\t3",
        '="A-1";12\n"B-2";"3"',
    ],
)
def test_rows_are_read_with_each_delimiter_with_and_without_header(text):
    assert read(text) == [("A-1", 12), ("B-2", 3)]


def test_thousands_are_read_as_a_spreadsheet_writes_them():
    assert read("A-1;1,200\nB-2;3.0") == [("A-1", 1200), ("B-2", 3)]


def test_below_a_header_rows_without_a_number_are_skipped():
    assert read("SKU;Quantity\nA-1;\nB-2;3\n;;\n") == [("B-2", 3)]


def test_a_row_that_cannot_be_read_stops_no_other():
    text = "A-1;12\nno number\nB-2;-3\nC-3;many\nD-4;100001\n;5\nE-5;1;2\nF-6;7"
    result = read_typed_rows(text, number_columns=QUANTITY)
    assert [(row.line, row.sku, row.number) for row in result.rows] == [
        (1, "A-1", 12), (8, "F-6", 7),
    ]  # fmt: skip
    needs = "The row needs a SKU and a number, such as AUT-CC-001;12."
    assert refusals(text) == [
        (2, "no number", needs),
        (3, "B-2;-3", "“-3” is not a whole number such as 1200."),
        (4, "C-3;many", "“many” is not a whole number such as 1200."),
        (5, "D-4;100001", "“100001” is more than 100,000 pieces."),
        (6, ";5", needs),
        (7, "E-5;1;2", needs),
    ]


def test_a_refused_row_keeps_its_number_behind_a_long_sku():
    row = f"{'A' * 80};many"
    assert [text for _, text, _ in refusals(row)] == [row]


@pytest.mark.parametrize("number", ["many", "3"])
def test_a_row_is_kept_up_to_a_length(number):
    result = read_typed_rows(f"{'A' * 400};{number}", number_columns=QUANTITY)
    [row] = result.refused or result.rows
    assert row.text == "A" * 300


@pytest.mark.parametrize("start", ["A-1;1\n", "SKU;Quantity\n"])
def test_a_row_that_is_too_long_for_a_cell_is_refused_with_its_line(start):
    with pytest.raises(RowsRefused, match=r"^Line 2 is too long to be read\.$"):
        read(f"{start}{'A' * 1_000_001};1")


def test_a_first_row_that_is_too_long_is_refused_with_its_line():
    with pytest.raises(RowsRefused, match=r"^Line 3 is too long to be read\.$"):
        read(f"\n\n{'A' * 1_000_001}\nA-1;1")


def test_a_row_below_a_header_that_is_too_short_stops_no_other():
    text = "SKU;Title;Quantity\nA-1;Wax;12\nB-2\nC-3;Mitt;4"
    result = read_typed_rows(text, number_columns=QUANTITY)
    assert [(row.line, row.sku) for row in result.rows] == [(2, "A-1"), (4, "C-3")]
    assert [row.line for row in result.refused] == [3]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" \n", "There are no rows."),
        ("SKU;Title\nA-1;Wax", "no column “Quantity” beside “SKU”"),
        ("A-1;1\n" * (MAX_ROWS + 1), "more than 5,000 rows"),
    ],
)
def test_rows_that_cannot_be_read_at_all_are_refused_with_the_reason(text, words):
    with pytest.raises(RowsRefused, match=words):
        read_typed_rows(text, number_columns=QUANTITY)
