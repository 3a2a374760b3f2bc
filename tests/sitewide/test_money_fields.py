"""Form fields in pounds, database columns in pence."""

import pytest
from django.core.exceptions import ValidationError
from django.forms import Form
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import ProductPage
from sitewide.money_fields import PoundsFormField, pounds_text


class PriceForm(Form):
    price = PoundsFormField()


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("12.99", 1299),
        ("12.9", 1290),
        ("12", 1200),
        (" 12.99 ", 1299),
        ("£12.99", 1299),
        ("£ 12.99", 1299),
        ("0", 0),
        ("0.01", 1),
        (".5", 50),
        ("1,299.00", 129900),
        ("12.99 GBP", 1299),
        ("£1,299.00", 129900),
        ("999999.99", 99_999_999),
        ("0.29", 29),
        ("1.10", 110),
        ("19.99", 1999),
    ],
)
def test_pounds_become_pence(typed, pence):
    assert PoundsFormField().clean(typed) == pence


@pytest.mark.parametrize(
    "typed",
    [
        "12.999",
        "abc",
        "-1",
        "-0.01",
        "12,99",
        "1,2,9.00",
        "1,29",
        "1.299,00",
        "££12",
        "12.99 EUR",
        "12 99",
        "1000000.00",
        "9" * 50,
        "1e400",
        "1e5",
        "9,99",
        "１２.９９",
        "1_000",
        "2 for 30",
        "NaN",
        "Infinity",
        "0x10",
        "",
        "£",
    ],
)
def test_an_invalid_amount_is_refused(typed):
    with pytest.raises(ValidationError):
        PoundsFormField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("abc", "“abc” is not one amount in pounds such as 12.99."),
        ("9,99", "“9,99” is not one amount in pounds such as 12.99."),
        ("12.999", "“12.999” is not one amount in pounds such as 12.99."),
        ("-1", "“-1” is not one amount in pounds such as 12.99."),
        ("1000000.00", "“1000000.00” is more than £999,999.99."),
        ("", "This field is required."),
    ],
)
def test_the_error_has_a_message(typed, message):
    with pytest.raises(ValidationError, match=message):
        PoundsFormField().clean(typed)


def test_an_optional_amount_may_be_empty():
    assert PoundsFormField(required=False).clean("") is None


@given(st.integers(0, 99_999_999))
def test_a_formatted_amount_is_parsed_to_the_same_pence(pence):
    assert PoundsFormField().clean(pounds_text(pence)) == pence


@given(st.text())
def test_any_text_is_parsed_or_refused(typed):
    try:
        pence = PoundsFormField().clean(typed)
    except ValidationError:
        return
    assert 0 <= pence <= 99_999_999


def test_a_form_shows_pence_as_pounds():
    assert 'value="12.05"' in str(PriceForm(initial={"price": 1205})["price"])


def test_the_input_type_is_text():
    """A number input makes 999 of "9,99" and 100000 of "1e5" before they are sent."""
    shown = str(PriceForm()["price"])
    assert 'type="text"' in shown
    assert 'inputmode="decimal"' in shown


def test_an_invalid_amount_is_shown_again_as_typed():
    form = PriceForm({"price": "12.999"})
    assert not form.is_valid()
    assert 'value="12.999"' in str(form["price"])


@pytest.mark.parametrize(
    ("typed", "has_changed"), [("12.05", False), ("£12.050", True), ("12.06", True), ("", True)]
)
def test_has_changed_compares_pence(typed, has_changed):
    assert PriceForm({"price": typed}, initial={"price": 1205}).has_changed() is has_changed


def test_the_form_field_of_a_pence_field_is_in_pounds():
    field = ProductPage._meta.get_field("price_pence").formfield()
    assert (type(field), field.clean("12.99")) == (PoundsFormField, 1299)


@pytest.mark.parametrize("nothing", [None, "", "   "])
def test_an_empty_optional_price_is_none(nothing):
    assert PoundsFormField(required=False).clean(nothing) is None


@pytest.mark.parametrize(
    ("pence", "text"),
    [(0, "0.00"), (5, "0.05"), (129_900, "1299.00"), (-5, "-0.05"), (-499, "-4.99")],
)
def test_pence_are_written_in_pounds_also_below_zero(pence, text):
    assert pounds_text(pence) == text
