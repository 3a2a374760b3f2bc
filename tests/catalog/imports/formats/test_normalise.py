"""SKUs, prices, HTML and file names of other shops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.imports.formats.normalise import (
    clean_html,
    file_name,
    is_free,
    is_mangled_sku,
    plain_text,
    price_text,
    sku_of,
)
from catalog.models.sku import SKU_PATTERN


@pytest.mark.parametrize("text", ["AUT-1", "abc-12", "'123", " 77 "])
def test_a_valid_sku_is_kept_in_upper_case(text):
    assert sku_of(text) == text.strip(" '").upper()


@given(st.text(min_size=1))
def test_every_sku_matches_the_pattern_and_is_stable(text):
    assert SKU_PATTERN.regex.match(sku_of(text))
    assert len(sku_of(text)) <= 40
    assert sku_of(text) == sku_of(text)


@given(st.text(min_size=1), st.text(min_size=1))
def test_different_texts_give_different_skus_ignoring_case_and_quotes(one, other):
    def plain(text: str) -> str:
        return text.strip().lstrip("'").strip().upper()

    if plain(one) != plain(other):
        assert sku_of(one) != sku_of(other)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("12.99", "12.99"), ("£1,299.00", "1299.00"), ("1.299,00", "1299.00"), ("12,5", "12.50"),
        ("12", "12.00"), ("1,299", "1299.00"), ("0", ""), ("0.00", ""), ("", ""),
        ("12.99 GBP", "12.99"),
    ],
)  # fmt: skip
def test_prices(text, price):
    assert price_text(text) == price


@pytest.mark.parametrize("text", ["free", "-5.00", "12.99-15.99", "2 for £30", "1.299", "0.004"])
def test_text_that_is_not_one_amount_is_unchanged_and_not_free(text):
    assert price_text(text) == text
    assert not is_free(text)


@pytest.mark.parametrize(
    ("text", "free"), [("0", True), ("£0.00", True), ("0,00", True), ("", False), ("1", False)]
)
def test_a_price_of_zero_is_not_a_missing_price(text, free):
    assert is_free(text) is free


@pytest.mark.parametrize(
    "text",
    ["5.01235E+12", "5,01235E+12", "1E+05", "5012350.0", "5012345678900120", "01-Mar", "1-Mar-26",
     "Mar-01", "01/03/2026", "#N/A", "#REF!", "#NAME?", "########", "'5.01E+12"],
)  # fmt: skip
def test_a_sku_changed_by_a_spreadsheet_is_detected(text):
    assert is_mangled_sku(text)


@pytest.mark.parametrize(
    "text",
    ["AUT-AC-001", "007", "5012345678900", "1E5", "2E-7X", "MAR-01-X", "MARCH-01", "1.5L", "3/8",
     "#1", "12-MM", ""],
)  # fmt: skip
def test_an_unusual_sku_is_not_reported(text):
    assert not is_mangled_sku(text)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://cdn.example/a/b%20c.jpg?v=12", "b c.jpg"),
        ("wax.png", "wax.png"),
        ("../../etc/passwd", "passwd"),
        ("", ""),
    ],
)
def test_a_picture_is_identified_by_its_file_name(address, name):
    assert file_name(address) == name


def test_html_keeps_the_tags_that_a_text_block_allows():
    markup = (
        '<h1 style="x">Big</h1><p onclick="x()">Hi <b>you</b> <a href="javascript:x()">a</a> '
        '<a href="https://example.com/" target="_blank">b</a></p><script>x()</script>'
        '<img src="x"><table><tr><td>cell</td></tr></table>'
    )
    assert clean_html(markup) == (
        '<h2>Big</h2><p>Hi <b>you</b> <a>a</a> <a href="https://example.com/">b</a></p>cell'
    )


def test_plain_text_becomes_paragraphs_and_html_becomes_words():
    assert clean_html("One & two\n\nThree") == "<p>One &amp; two</p><p>Three</p>"
    assert plain_text("<p>One &amp; two</p><ul><li>a</li><li>b</li></ul>") == "One & two a b"


@given(st.text())
def test_scripts_and_handlers_are_removed(text):
    assert "<script" not in clean_html(f"<p>{text}</p><script>{text}</script>").lower()


def test_a_blank_line_ends_a_paragraph_where_there_are_no_others():
    assert clean_html("<b>One</b>\ntwo\n\nThree") == "<p><b>One</b> two</p><p>Three</p>"
    assert clean_html("<p>One</p>\n\ntwo") == "<p>One</p>\n\ntwo"
    assert clean_html("Nuts &amp; bolts & 5 > 4") == "<p>Nuts &amp; bolts &amp; 5 &gt; 4</p>"


def test_table_cells_are_separated():
    markup = "<p>x</p><table><tr><td>Size</td><td>20 cm</td></tr> <tr><td>Age</td></tr></table>"
    assert clean_html(markup) == "<p>x</p>Size 20 cm<br>Age"
