"""Quotes: the table of docs/design.md, edge cases, and properties of every cart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.prices import MoneyRules, UnitPrice, bundle_price, product_price, saving
from checkout.pricing.quote import LineInput, SavingKind, price_cart, vat_within

RULES = MoneyRules()
BUNDLE = bundle_price(parts=[(1000, 1), (1250, 1), (749, 1)], discount_percent=None, rules=RULES)
KIT = product_price(list_pence=3999, is_bundle_type=True, rules=RULES)


def quote_of(*wanted, is_first_order=False, rules=RULES):
    lines = [
        LineInput(f"SKU-{n}", f"Thing {n}", quantity, unit)
        for n, (unit, quantity) in enumerate(wanted)
    ]
    return price_cart(lines=lines, is_first_order=is_first_order, rules=rules)


TABLE = {
    "guest, 1 × £12.99": (quote_of((UnitPrice(1299), 1)), (1299, 0, 0, 499, 1798)),
    "guest, £39.99": (quote_of((UnitPrice(3999), 1)), (3999, 0, 0, 499, 4498)),
    "guest, £40.00": (quote_of((UnitPrice(4000), 1)), (4000, 0, 0, 0, 4000)),
    "first order, 1 × £12.99": (
        quote_of((UnitPrice(1299), 1), is_first_order=True),
        (1299, 0, 130, 0, 1169),
    ),
    "guest, 1 bundle": (quote_of((BUNDLE, 1)), (2999, 300, 0, 499, 3198)),
    "guest, 2 bundles": (quote_of((BUNDLE, 2)), (5998, 600, 0, 0, 5398)),
    "first order, bundle + £12.99": (
        quote_of((BUNDLE, 1), (UnitPrice(1299), 1), is_first_order=True),
        (4298, 300, 400, 0, 3598),
    ),
    "guest, a kit at £39.99": (quote_of((KIT, 1)), (3999, 400, 0, 499, 4098)),
}


@pytest.mark.parametrize("cart", TABLE)
def test_the_quotes_match_the_table_of_design_md(cart):
    quote, expected = TABLE[cart]
    figures = (
        quote.list_pence,
        quote.savings.bundle_pence,
        quote.savings.order_pence,
        quote.delivery_pence,
        quote.total_pence,
    )
    assert figures == expected


@pytest.mark.parametrize(
    ("pence", "percent", "expected"),
    [(5, 10, 1), (4, 10, 0), (14, 10, 1), (15, 10, 2), (0, 10, 0), (999, 0, 0), (1, 90, 1)],
)
def test_half_pennies_are_rounded_in_the_buyer_s_favour(pence, percent, expected):
    assert saving(pence, percent) == expected


def test_an_empty_discount_is_ten_percent():
    assert bundle_price(parts=[(1000, 1)], discount_percent=None, rules=RULES).price_pence == 900


def test_a_discount_of_zero_gives_no_saving():
    assert bundle_price(parts=[(1000, 1)], discount_percent=0, rules=RULES).price_pence == 1000


def test_a_part_counts_as_often_as_it_is_in_the_bundle():
    assert (
        bundle_price(parts=[(1000, 2), (500, 3)], discount_percent=0, rules=RULES).list_pence
        == 3500
    )


def test_an_empty_cart_costs_nothing_even_for_a_first_order():
    quote = quote_of(is_first_order=True)
    assert (quote.total_pence, quote.delivery_pence, quote.is_first_order) == (0, 0, False)


def test_a_first_order_has_free_delivery_even_without_a_saving():
    quote = quote_of((UnitPrice(4), 1), is_first_order=True)
    assert (quote.savings.order_pence, quote.delivery_pence) == (0, 0)


def test_free_delivery_is_computed_before_savings():
    quote = quote_of((UnitPrice(4000, saving_percent=90), 1))
    assert (quote.total_pence, quote.delivery_pence) == (400, 0)


def test_each_saving_comes_with_its_reason():
    quote = quote_of((BUNDLE, 1), (UnitPrice(1299), 1), is_first_order=True)
    assert [(s.kind, s.pence, s.reason) for s in quote.savings] == [
        (SavingKind.BUNDLE, 300, "10% off Thing 0"),
        (SavingKind.FIRST_ORDER, 400, "First order: 10% off the remaining total"),
        (SavingKind.FREE_DELIVERY, 499, "Free delivery on a first order"),
    ]


@pytest.mark.parametrize(
    ("total", "vat"), [(1798, 300), (4000, 667), (0, 0), (3, 1), (2, 0), (1169, 195)]
)
def test_vat_is_rounded_once_half_up(total, vat):
    assert vat_within(total, 20) == vat == (total * 20 + 60) // 120


units = st.builds(UnitPrice, st.integers(1, 20_000), st.integers(0, 90))
carts = st.lists(st.tuples(units, st.integers(1, 20)), max_size=8)
any_rules = st.builds(
    MoneyRules,
    first_order_saving_percent=st.integers(0, 90),
    free_delivery_from_pence=st.integers(0, 10_000),
    delivery_pence=st.integers(0, 2_000),
)


@given(carts, st.booleans(), any_rules)
def test_a_total_is_never_negative_and_never_above_list_and_delivery(cart, first, rules):
    quote = quote_of(*cart, is_first_order=first, rules=rules)
    assert 0 <= quote.total_pence <= quote.list_pence + rules.delivery_pence


@given(carts, any_rules)
def test_the_first_order_saving_never_raises_a_total(cart, rules):
    with_saving = quote_of(*cart, is_first_order=True, rules=rules)
    assert with_saving.total_pence <= quote_of(*cart, rules=rules).total_pence


@given(carts, st.booleans(), any_rules)
def test_a_bundle_saving_never_raises_a_total(cart, first, rules):
    at_list = [(UnitPrice(unit.list_pence), quantity) for unit, quantity in cart]
    saved = quote_of(*cart, is_first_order=first, rules=rules)
    assert saved.total_pence <= quote_of(*at_list, is_first_order=first, rules=rules).total_pence


@given(carts, st.booleans())
def test_price_times_quantity_is_the_line_total(cart, first):
    quote = quote_of(*cart, is_first_order=first)
    for line in quote.lines:
        assert line.total_pence == line.unit.price_pence * line.quantity
        assert line.total_pence == line.list_pence - line.saving_pence
    goods = sum(line.total_pence for line in quote.lines) - quote.savings.order_pence
    assert goods + quote.delivery_pence == quote.total_pence


@given(st.integers(0, 10_000_000), st.integers(0, 100))
def test_vat_is_within_half_a_penny_of_the_exact_share(pence, percent):
    assert abs(vat_within(pence, percent) * (100 + percent) - pence * percent) * 2 <= 100 + percent
