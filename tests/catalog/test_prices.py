"""Unit prices at their limits; the cart's rules are in tests/checkout/pricing/test_quote.py."""

from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.prices import MoneyRules, UnitPrice, bundle_price, product_price, saving

RULES = MoneyRules()
pence = st.integers(0, 10_000_000)
percents = st.integers(0, 100)


def test_the_defaults_are_the_published_terms():
    assert MoneyRules(10, 10, 4000, 499, 2, 20) == RULES


@pytest.mark.parametrize(
    ("list_pence", "percent", "saved", "price"),
    [
        (0, 10, 0, 0),
        (1, 0, 0, 1),
        (1, 49, 0, 1),
        (1, 50, 1, 0),
        (1299, 10, 130, 1169),
        (1295, 10, 130, 1165),
        (1294, 10, 129, 1165),
        (333, 33, 110, 223),
        (99_999_999, 90, 89_999_999, 10_000_000),
        (2999, 100, 2999, 0),
    ],
)
def test_a_unit_price_is_list_less_saving(list_pence, percent, saved, price):
    unit = UnitPrice(list_pence, percent)
    assert (unit.saving_pence, unit.price_pence) == (saved, price)


@given(pence, percents)
def test_a_saving_is_the_exact_share_rounded_half_up(amount, percent):
    exact = Fraction(amount * percent, 100)
    assert saving(amount, percent) == int(exact + Fraction(1, 2))


@given(pence, percents)
def test_a_price_is_never_negative_nor_above_list(amount, percent):
    assert 0 <= UnitPrice(amount, percent).price_pence <= amount


@given(pence, st.integers(0, 99))
def test_a_higher_percent_never_costs_more(amount, percent):
    assert UnitPrice(amount, percent + 1).price_pence <= UnitPrice(amount, percent).price_pence


@pytest.mark.parametrize(
    ("unit", "is_on_offer"),
    [(UnitPrice(1000), False), (UnitPrice(1000, 10), True), (UnitPrice(4, 10), False)],
)
def test_is_on_offer_means_a_price_below_list(unit, is_on_offer):
    assert unit.is_on_offer is is_on_offer


def test_only_a_product_of_a_bundle_type_has_the_bundle_saving():
    rules = MoneyRules(bundle_saving_percent=25)
    kit = product_price(list_pence=1000, is_bundle_type=True, rules=rules)
    plain = product_price(list_pence=1000, is_bundle_type=False, rules=rules)
    assert (kit.price_pence, plain.price_pence) == (750, 1000)


@pytest.mark.parametrize(("discount", "price"), [(None, 750), (0, 1000), (1, 990), (90, 100)])
def test_a_bundle_s_own_discount_overrides_the_default(discount, price):
    rules = MoneyRules(bundle_saving_percent=25)
    unit = bundle_price(parts=[(500, 2)], discount_percent=discount, rules=rules)
    assert unit.price_pence == price


def test_a_bundle_is_rounded_once_not_part_by_part():
    unit = bundle_price(parts=[(5, 1), (5, 1), (5, 1)], discount_percent=10, rules=RULES)
    assert (unit.list_pence, unit.saving_pence) == (15, 2)


def test_a_bundle_without_parts_costs_nothing():
    assert bundle_price(parts=[], discount_percent=None, rules=RULES) == UnitPrice(0, 10)


def test_a_unit_price_is_immutable():
    with pytest.raises(FrozenInstanceError):
        UnitPrice(1000).list_pence = 1
