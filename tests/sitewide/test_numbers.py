"""Amounts and whole numbers as people type them and spreadsheets print them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitewide.numbers import (
    MAX_PENCE,
    NotOneNumber,
    primary_keys,
    quoted,
    read_pence,
    read_whole_number,
)

PENCE = st.integers(0, MAX_PENCE)
WHOLE = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("12.99", 1299), ("12.9", 1290), ("12", 1200), ("12.", 1200), (".99", 99), ("0", 0),
        ("£12.99", 1299), ("£ 12.99", 1299), ("12.99£", 1299), ("12.99\u00a0£", 1299),
        ("GBP 12.99", 1299), ("12.99 gbp", 1299), ("\u00a012.99\u202f", 1299),
        ("1,299", 129_900), ("£1,299.00", 129_900), ("999,999.99", 99_999_999),
    ],
)  # fmt: skip
def test_an_amount_in_pounds_is_parsed(text, pence):
    assert read_pence(text) == pence


NO_AMOUNTS = [
    "2 for £30", "Was £30 now £20", "50p", "€12.99", "$12.99", "Rs. 12.99", "12.99 EUR",
    "12.99 USD", "1.2E+03", "1e5", "12.99-15.99", "12.99 – 15.99", "12.99 (RRP 24.99)",
    "12.99 each, 3 for 30", "12.99/15.99", "from 12.99", "free", "-5.00", "(5.00)", "+5", "5-",
    "££12", "£12.99 GBP", "£", "GBP", "", ".", ",", "£.", "12 99", "1 299.00", "1\u202f299,00",
    "1'299.00", "1.299", "12.985", "12.9900", "0.004", "1,29", "12,9", "1,2,9.00", "12,3456",
    "1,2999", "01,299", "0,123", "1.299,00", "1.299.00", "１２.９９", "١٢", "1_000", "0x10", "NaN",
    "Infinity", "1000000.00", "99999999.99", "9" * 5_000, "0" * 70 + "5", "12.99\u200b",
    "12.99\n13.99", "Â£12",
]  # fmt: skip


def _id(text: str) -> str:
    """Without backslashes: pytest escapes them again whenever one process collects again."""
    return ascii(text)[:30].replace("\\", "/")


@pytest.mark.parametrize("text", NO_AMOUNTS, ids=_id)
def test_an_invalid_amount_is_refused_and_quoted(text):
    with pytest.raises(NotOneNumber) as refusal:
        read_pence(text)
    assert str(refusal.value).startswith(f"“{text.strip()[:60]}")


@pytest.mark.parametrize(
    ("text", "pence"),
    [("12,99", 1299), ("12,9", 1290), ("1.299,00", 129_900), ("1.234.567,8", None), ("0,5", 50),
     ("1,299", 129_900), ("12,985", 1_298_500), ("12,999.99", 1_299_999)],
)  # fmt: skip
def test_a_decimal_comma_is_parsed_if_enabled(text, pence):
    if pence is None:
        with pytest.raises(NotOneNumber, match=r"is more than £999,999\.99"):
            read_pence(text, takes_decimal_comma=True)
    else:
        assert read_pence(text, takes_decimal_comma=True) == pence


@pytest.mark.parametrize(
    "text", ["1.299", "0,123", "0.123,45", "012.345,6", "1.29,00", "1 299,00", "1,299,00"]
)
def test_an_ambiguous_comma_or_point_is_refused(text):
    with pytest.raises(NotOneNumber):
        read_pence(text, takes_decimal_comma=True)


@given(PENCE, st.sampled_from(["{}", "£{}", "£ {}", "{} £", "GBP {}", "{}GBP", " {} "]))
def test_an_amount_is_parsed_in_every_format(pence, style):
    pounds, rest = divmod(pence, 100)
    for printed in (f"{pounds}.{rest:02d}", f"{pounds:,}.{rest:02d}"):
        assert read_pence(style.format(printed)) == pence


@given(PENCE)
def test_an_amount_with_a_decimal_comma_is_parsed(pence):
    pounds, rest = divmod(pence, 100)
    for printed in (f"{pounds},{rest:02d}", f"{pounds:,}".replace(",", ".") + f",{rest:02d}"):
        assert read_pence(printed, takes_decimal_comma=True) == pence


AMOUNT = re.compile(
    r"(?:£|GBP)?\s*(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]{0,2})?\s*(?:£|GBP)?"
)
LIKELY = st.text("0123456789.,-+£€$ \u00a0eEpGBP'()x／１", max_size=12)


@given(LIKELY | st.text(max_size=12))
def test_no_digit_of_a_parsed_amount_is_ignored(text):
    try:
        pence = read_pence(text)
    except NotOneNumber:
        return
    assert AMOUNT.fullmatch(text.strip().upper())
    digits = re.sub("[^0-9.]", "", text)
    assert pence == round(float(digits) * 100)


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("7", 7), ("1,200", 1200), ("12.0", 12), ("5.00", 5), ("12.0000", 12),
     (" 1,234,567 ", 1_234_567), ("007", 7)],
)  # fmt: skip
def test_a_whole_number_is_parsed_in_spreadsheet_formats(text, number):
    assert read_whole_number(text) == number


NO_NUMBERS = [
    "", "7 pcs", "-3", "−3", "+3", "2.5", "1.200", "1.000", "12,00", "1,20", "1 200", "1e3",
    "1.2E+03", "ca. 5", "5-10", "in stock", "１２", "1_000", "∞", "NaN", "9" * 5_000, "12.",
    "1,200.50",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_NUMBERS, ids=_id)
def test_an_invalid_whole_number_is_refused_and_quoted(text):
    with pytest.raises(NotOneNumber) as refusal:
        read_whole_number(text)
    assert str(refusal.value).startswith(f"“{text.strip()[:60]}")


@given(WHOLE, st.sampled_from(["{}", "{:,}", "{}.0", "{:,}.00", " {} "]))
def test_a_whole_number_is_parsed_in_every_format(number, style):
    assert read_whole_number(style.format(number)) == number


@given(LIKELY | st.text(max_size=12))
def test_text_that_is_not_a_whole_number_is_never_parsed(text):
    try:
        number = read_whole_number(text)
    except NotOneNumber:
        return
    assert number == float(text.strip().replace(",", ""))


def test_sixty_digits_are_a_number_and_one_more_is_none():
    longest = "1".rjust(60, "0")
    assert (read_pence(longest), read_whole_number(longest)) == (100, 1)
    for read in (read_pence, read_whole_number):
        with pytest.raises(NotOneNumber):
            read(f"0{longest}")


def test_primary_keys_are_ascii_numbers_that_a_database_accepts():
    longest = "9" * 18
    texts = ["7", "", "x", "-1", "1.5", "²", "٣", "9" * 19, longest, "07"]
    assert primary_keys(texts) == [7, int(longest), 7]


def test_a_quoted_text_is_cut_after_sixty_characters():
    assert (quoted("x" * 60), quoted("x" * 61)) == ("x" * 60, "x" * 60 + "…")
