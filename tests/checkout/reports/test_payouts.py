"""Totals of Stripe's balance: every penny of a period and of a payout is explained."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from checkout.models import BalanceEntry
from checkout.reports.payouts import (
    BalanceSums,
    CountedSum,
    balance_sums,
    balance_totals,
    payouts_in,
    sum_of_entries,
    sum_of_orders,
    unlisted_orders,
    unmatched_entries,
)
from checkout.reports.period import Period
from tests.checkout.reports.builders import (
    IN_SPRING,
    a_payout,
    a_reading,
    an_entry,
    an_invoice,
)

pytestmark = pytest.mark.django_db

SPRING = Period(date(2026, 4, 1), date(2026, 6, 30))
IN_WINTER = datetime(2026, 2, 1, tzinfo=UTC)


def test_each_category_is_in_its_sum():
    an_entry("charge", 3097, fee_pence=66)
    an_entry("refund", -1000)
    an_entry("refund_failure", 400)
    an_entry("dispute", -3097, fee_pence=2000)
    an_entry("dispute_reversal", 97)
    an_entry("fee", -250)
    an_entry("topup", 5000)
    an_entry("payout", -1200)
    totals = balance_totals(SPRING)
    assert totals.sums == BalanceSums(
        payments_pence=3097,
        refunds_pence=600,
        disputes_pence=3000,
        fees_pence=2316,
        other_pence=5000,
        net_pence=2181,
    )
    assert totals.sums.adds_up
    assert (totals.paid_out_pence, totals.left_pence) == (1200, 981)


def test_the_balance_at_the_end_contains_all_earlier_entries_and_no_later_ones():
    an_entry("charge", 1000, IN_WINTER)
    an_entry("payout", -300, IN_WINTER)
    an_entry("charge", 50, IN_SPRING)
    an_entry("charge", 7, datetime(2026, 7, 1, tzinfo=UTC))
    totals = balance_totals(SPRING)
    assert (totals.sums.net_pence, totals.paid_out_pence, totals.left_pence) == (50, 0, 750)


def test_a_failed_payout_is_not_paid_out():
    an_entry("payout", -300)
    an_entry("payout_reversal", 300)
    totals = balance_totals(SPRING)
    assert (totals.paid_out_pence, totals.left_pence) == (0, 0)


def test_days_are_those_of_the_shop_in_summer_time():
    an_entry("charge", 1, datetime(2026, 3, 31, 22, 59, tzinfo=UTC))
    an_entry("charge", 2, datetime(2026, 3, 31, 23, 0, tzinfo=UTC))
    an_entry("charge", 4, datetime(2026, 6, 30, 22, 59, tzinfo=UTC))
    an_entry("charge", 8, datetime(2026, 6, 30, 23, 0, tzinfo=UTC))
    assert balance_totals(SPRING).sums.payments_pence == 6


def test_an_empty_period_has_no_sums():
    totals = balance_totals(SPRING)
    assert totals.sums == BalanceSums(0, 0, 0, 0, 0, 0)
    assert (totals.paid_out_pence, totals.left_pence) == (0, 0)


def test_only_entries_of_payments_refunds_and_disputes_can_be_unmatched():
    order = an_invoice(1, 1798, IN_SPRING)
    an_entry("charge", 1798, order=order)
    lost = [an_entry("charge", 500), an_entry("refund", -200)]
    an_entry("fee", -10)
    an_entry("payout", -100)
    an_entry("charge", 99, IN_WINTER)
    assert set(unmatched_entries(SPRING)) == set(lost)
    assert sum_of_entries(unmatched_entries(SPRING)) == CountedSum(2, 300)


def test_a_paid_order_without_a_payment_at_stripe_is_unlisted():
    a_reading(IN_SPRING + timedelta(hours=1))
    listed, unlisted = an_invoice(1, 1798, IN_SPRING), an_invoice(2, 500, IN_SPRING)
    an_entry("charge", 1798, order=listed)
    an_entry("refund", -500, order=unlisted)
    assert list(unlisted_orders(SPRING)) == [unlisted]
    assert sum_of_orders(unlisted_orders(SPRING)) == CountedSum(1, 500)


def test_an_order_paid_after_the_last_reading_is_not_unlisted_yet():
    an_invoice(1, 1798, IN_SPRING)
    assert not unlisted_orders(SPRING).exists()
    a_reading(IN_SPRING - timedelta(seconds=1))
    assert not unlisted_orders(SPRING).exists()
    a_reading(IN_SPRING + timedelta(seconds=1))
    assert unlisted_orders(SPRING).count() == 1


def test_an_order_of_nothing_is_not_unlisted():
    a_reading(IN_SPRING + timedelta(hours=1))
    an_invoice(1, 0, IN_SPRING)
    assert not unlisted_orders(SPRING).exists()


def test_the_payouts_of_a_period_count_what_they_consist_of():
    payout = a_payout(1732)
    an_entry("charge", 1798, fee_pence=66, payout=payout)
    an_entry("payout", -1732, payout=payout, source_id=payout.stripe_payout_id)
    a_payout(5, IN_WINTER)
    [found] = payouts_in(SPRING)
    assert (found, found.entry_count) == (payout, 1)


def test_the_totals_take_three_queries():
    for number in range(1, 6):
        an_entry("charge", 100 * number, fee_pence=number)
    with CaptureQueriesContext(connection) as queries:
        balance_totals(SPRING)
    assert len(queries) == 3


CATEGORIES = (
    "charge", "charge_failure", "refund", "refund_failure", "dispute", "dispute_reversal", "fee",
    "payout", "payout_reversal", "other_adjustment",
)  # fmt: skip
ENTRIES = st.lists(
    st.tuples(st.sampled_from(CATEGORIES), st.integers(-99_999, 99_999), st.integers(-999, 9999)),
    max_size=12,
)


class TestProperties(TestCase):
    @given(ENTRIES)
    def test_payments_less_refunds_disputes_and_fees_are_the_net_amount(self, entries):
        BalanceEntry.objects.all().delete()
        for category, pence, fee in entries:
            an_entry(category, pence, fee_pence=fee)
        totals = balance_totals(SPRING)
        assert totals.sums.adds_up
        kept = [(p, f) for c, p, f in entries if not c.startswith("payout")]
        assert totals.sums.net_pence == sum(pence - fee for pence, fee in kept)
        assert totals.left_pence == sum(pence - fee for _, pence, fee in entries)

    @given(ENTRIES)
    def test_the_sums_of_a_payout_are_those_of_its_entries(self, entries):
        payout = a_payout(1)
        for number, (category, pence, fee) in enumerate(entries):
            an_entry(category, pence, fee_pence=fee, payout=payout if number % 2 else None)
        an_entry("payout", -1, payout=payout, source_id=payout.stripe_payout_id)
        sums = balance_sums(BalanceEntry.objects.contained_in(payout))
        contained = sum(pence - fee for _, pence, fee in entries[1::2])
        assert sums.explained_pence == sums.net_pence == contained
