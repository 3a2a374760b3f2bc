"""Lists of tracking numbers, pasted or from a file."""

import pytest

from checkout.orders.fulfilment.tracking_list import (
    MAX_BYTES,
    ListRefused,
    TrackingRow,
    decode_tracking_file,
    read_tracking_list,
)

ROWS = [TrackingRow(1, "AV-23456789", "RM1"), TrackingRow(2, "AV-3456789A", "RM2")]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|", " ", "   ", " ; "])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_cells_are_separated_as_spreadsheets_do(delimiter, line_end):
    text = line_end.join(f"{row.number}{delimiter}{row.tracking}" for row in ROWS)
    assert read_tracking_list(text) == ROWS


def test_quotes_small_letters_further_cells_and_blank_lines_are_no_matter():
    text = '\ufeff\n"av-23456789";" RM1 ";Robin\n;;\n\nAV-3456789A;"R;M2"\n'
    assert read_tracking_list(text) == [
        TrackingRow(2, "AV-23456789", "RM1"),
        TrackingRow(5, "AV-3456789A", "R;M2"),
    ]


def test_a_first_row_of_names_is_skipped():
    assert read_tracking_list("Order,Tracking\nAV-23456789,RM1") == [
        TrackingRow(2, "AV-23456789", "RM1")
    ]


@pytest.mark.parametrize("typed", ["2345678;RM1", "AV23456789;RM1", "AV-;RM1", "Order 1;Parcel"])
def test_a_first_row_with_a_mistyped_number_is_kept(typed):
    number, _, tracking = typed.upper().partition(";")
    first, second = read_tracking_list(f"{typed}\nAV-3456789A;RM2")
    assert (first.line, first.number, first.tracking.upper()) == (1, number, tracking)
    assert second == ROWS[1]


@pytest.mark.parametrize("delimiter", [";", ",", " "])
def test_the_prefix_of_a_number_may_be_left_out(delimiter):
    text = f"23456789{delimiter}RM1\n3456789a{delimiter}RM2"
    assert read_tracking_list(text) == ROWS


def test_a_row_that_is_no_order_number_is_kept_to_be_refused():
    assert read_tracking_list("x;RM1") == [TrackingRow(1, "X", "RM1")]
    assert read_tracking_list("AV-23456789") == [TrackingRow(1, "AV-23456789", "")]


@pytest.mark.parametrize("text", ["", "  \n\n", ";;\n", "\0"])
def test_an_empty_list_is_refused(text):
    with pytest.raises(ListRefused, match="empty"):
        read_tracking_list(text)


def test_more_than_500_rows_are_refused():
    with pytest.raises(ListRefused, match="501 rows"):
        read_tracking_list("AV-23456789;RM1\n" * 501)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_the_encodings_of_spreadsheets(encoding):
    assert decode_tracking_file("AV-23456789;Köln 1".encode(encoding)).endswith("Köln 1")


def test_a_row_that_is_too_long_is_refused_with_its_line():
    with pytest.raises(ListRefused, match=r"^Line 2 is too long to be read\.$"):
        read_tracking_list(f"AV-23456789;RM1\n{'A' * 1_000_001};RM2")


def test_the_refusal_of_a_file_names_no_file():
    with pytest.raises(ListRefused, match=r"^The file is not a text file\."):
        decode_tracking_file(b"PK\x03\x04\xff\xfe\x00\x00\x80")


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", b"x" * (MAX_BYTES + 1)])
def test_a_file_that_is_no_list_is_refused(content):
    with pytest.raises(ListRefused):
        decode_tracking_file(content)
