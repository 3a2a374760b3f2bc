"""The list of savings: sums, rows of the figures, and its copy with the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.pricing.quote import ORDER_SAVINGS, Saving, SavingKind, Savings

BUNDLE = Saving(SavingKind.BUNDLE, 300, "10% off Winter Kit")
FURTHER_BUNDLE = Saving(SavingKind.BUNDLE, 120, "10% off Wash Kit")
FIRST_ORDER = Saving(SavingKind.FIRST_ORDER, 400, "First order: 10% off the remaining total")
FREE_DELIVERY = Saving(SavingKind.FREE_DELIVERY, 499, "Free delivery on a first order")
ALL = Savings((BUNDLE, FURTHER_BUNDLE, FIRST_ORDER, FREE_DELIVERY))

savings = st.builds(
    Saving, st.sampled_from(SavingKind), st.integers(min_value=0, max_value=10**8), st.text()
)


def test_savings_are_summed_by_what_they_are_taken_off():
    assert (ALL.bundle_pence, ALL.order_pence) == (420, 400)


def test_free_delivery_is_not_subtracted_from_the_goods():
    assert ALL.deducted == (BUNDLE, FURTHER_BUNDLE, FIRST_ORDER)
    assert ALL.free_delivery == (FREE_DELIVERY,)


def test_the_figures_have_a_row_for_each_kind_that_is_subtracted():
    assert [(row.kind, row.name, row.pence, row.is_itemised) for row in ALL.rows] == [
        ("bundle-saving", "Bundle savings", 420, True),
        ("first-order-saving", "First-order saving", 400, False),
    ]
    assert ALL.rows[0].savings == (BUNDLE, FURTHER_BUNDLE)


def test_a_row_of_a_kind_that_is_not_given_shows_nothing_saved():
    assert [(row.pence, row.savings) for row in Savings().rows] == [(0, ()), (0, ())]


def test_the_coupon_is_named_after_the_savings_on_the_order():
    assert ALL.coupon_name == "First-order saving"
    assert Savings((BUNDLE, FREE_DELIVERY)).coupon_name == ""


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="voucher"):
        Savings.from_json([{"kind": "voucher", "pence": 100, "reason": "Thanks"}])


@given(st.lists(savings).map(tuple))
def test_the_copy_with_the_order_is_read_as_it_was_written(items):
    assert Savings.from_json(Savings(items).to_json()) == Savings(items)


@given(st.lists(savings).map(tuple))
def test_each_penny_is_bundle_saving_order_saving_or_free_delivery(items):
    given_ = Savings(items)
    free_delivery = sum(saving.pence for saving in given_.free_delivery)
    total = sum(saving.pence for saving in items)
    assert given_.bundle_pence + given_.order_pence + free_delivery == total
    assert sum(row.pence for row in given_.rows) == given_.bundle_pence + given_.order_pence


def test_free_delivery_and_bundle_savings_are_no_order_savings():
    assert not {SavingKind.BUNDLE, SavingKind.FREE_DELIVERY} & set(ORDER_SAVINGS)
