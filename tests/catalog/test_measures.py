"""Net quantities, and prices per litre, 100 ml, kg, metre and piece."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.measures import (
    Measure,
    NetQuantity,
    NotANetQuantity,
    is_measured_good,
    measured_price,
    read_net_quantity,
)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("500 ml", "500 ml"),
        ("500ML", "500 ml"),
        (" 2.50 l ", "2.5 L"),
        ("1 litre", "1 L"),
        ("0.75kg", "0.75 kg"),
        ("3 m2", "3 m²"),
        ("20 pcs", "20 pieces"),
        ("1 piece", "1 piece"),
        ("1000 g", "1000 g"),
    ],
)
def test_quantities_are_read_as_people_type_them(text, printed):
    assert str(read_net_quantity(text)) == printed


@pytest.mark.parametrize(
    "text", ["", "500", "ml", "0 ml", "0.000 l", "-5 ml", "5 x 20 ml", "1,5 l", "5 oz", "1e3 g"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(NotANetQuantity, match="is not a quantity such as 500 ml"):
        read_net_quantity(text)


@pytest.mark.parametrize(
    ("pence", "text", "per_hundred", "printed"),
    [
        (1299, "500 ml", False, "£25.98 per litre"),
        (1299, "500 ml", True, "£2.60 per 100 ml"),
        (449, "500 ml", True, "89.8p per 100 ml"),
        (649, "1 L", True, "64.9p per 100 ml"),
        (2199, "5 L", False, "£4.40 per litre"),
        (999, "200 g", False, "£49.95 per kg"),
        (999, "200 g", True, "£5.00 per 100 g"),
        (599, "25 pieces", True, "24.0p per piece"),
        (100, "3 m", False, "33.3p per metre"),
        (5, "3 pieces", False, "1.7p per piece"),
        (999_999, "1 ml", False, "£9,999,990.00 per litre"),
    ],
)
def test_prices_per_measure_are_rounded_half_up(pence, text, per_hundred, printed):
    price = measured_price(pence, read_net_quantity(text), per_hundred=per_hundred)
    assert str(price) == printed


@pytest.mark.parametrize(
    ("name", "image_type", "expected"),
    [
        ("Glass Cleaner – 500 ml", "", True),
        ("Screen Wash – 2.5L", "S1", True),
        ("Wax 200g tub", "", True),
        ("Quick Detailer", "C1", True),
        ("Jump Leads – 2.5 m", "S10", False),
        ("Car Vacuum – 12 V", "C5", False),
        ("4x4 Mats", "A7", False),
    ],
)
def test_measured_goods_are_known_by_name_or_packaging(name, image_type, expected):
    assert is_measured_good(name, image_type) is expected


amounts = st.decimals(Decimal("0.001"), Decimal("999999"), places=3)


@given(st.integers(1, 10_000_000), amounts, st.sampled_from(Measure), st.booleans())
def test_the_price_is_within_half_a_tenth_of_the_exact_one(pence, amount, measure, per_hundred):
    price = measured_price(pence, NetQuantity(amount, measure), per_hundred=per_hundred)
    in_base = {"ml": Fraction(1, 1000), "g": Fraction(1, 1000)}.get(measure, Fraction(1))
    exact = Fraction(pence * 10) / (Fraction(amount) * in_base)
    if price.per in ("100 ml", "100 g"):
        exact /= 10
    assert abs(price.tenths - exact) <= Fraction(1, 2)


@given(amounts, st.sampled_from(Measure))
def test_what_is_printed_is_read_again(amount, measure):
    quantity = NetQuantity(amount, measure)
    assert read_net_quantity(str(quantity)) == quantity
