"""VAT of a period: its sums are those of the orders and refunds, to the penny."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from checkout.models import Order, RefundState
from checkout.reports.period import Period
from checkout.reports.vat import INVOICE, REFUND, all_entries, vat_entries, vat_report
from tests.checkout.reports.builders import IN_SPRING, a_refund, an_invoice

pytestmark = pytest.mark.django_db

SPRING = Period(date(2026, 4, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_the_last_whole_quarter(today, first, last):
    assert Period.quarter_before(today) == Period(first, last)


def test_an_invoice_and_its_refund_count_on_their_own_days():
    order = an_invoice(7, 1798, datetime(2026, 6, 30, 12, tzinfo=UTC))
    a_refund(order, 499, datetime(2026, 7, 2, 9, tzinfo=UTC))
    spring, summer = vat_report(SPRING), vat_report(Period(date(2026, 7, 1), date(2026, 9, 30)))
    assert (spring.net_pence, spring.vat_pence, spring.gross_pence) == (1498, 300, 1798)
    assert (summer.net_pence, summer.vat_pence, summer.gross_pence) == (-416, -83, -499)
    assert (spring.box_6, summer.box_6) == ("£14", "−£4")
    [entry] = all_entries(SPRING)
    assert (entry.kind, entry.invoice_label, entry.order_number) == (
        INVOICE,
        "INV-00007",
        order.number,
    )
    [entry] = all_entries(Period(date(2026, 7, 1), date(2026, 9, 30)))
    assert (entry.kind, entry.order_id, entry.gross_pence) == (REFUND, order.pk, -499)


def test_days_are_those_of_the_shop_in_summer_time():
    """Midnight in London is 23:00 UTC in summer."""
    an_invoice(1, 100, datetime(2026, 6, 30, 22, 59, tzinfo=UTC))
    an_invoice(2, 200, datetime(2026, 6, 30, 23, 0, tzinfo=UTC))
    an_invoice(3, 400, datetime(2026, 3, 31, 23, 0, tzinfo=UTC))
    an_invoice(4, 800, datetime(2026, 3, 31, 22, 59, tzinfo=UTC))
    assert vat_report(SPRING).gross_pence == 500


def test_what_was_never_invoiced_and_failed_refunds_do_not_count():
    late = an_invoice(1, 5000, IN_SPRING)
    Order.objects.filter(pk=late.pk).update(invoice_number=None)
    order = an_invoice(2, 1200, IN_SPRING)
    a_refund(order, 600, IN_SPRING, RefundState.FAILED)
    a_refund(order, 600, IN_SPRING, RefundState.CANCELLED)
    report = vat_report(SPRING)
    assert (report.gross_pence, report.vat_pence, report.sums[0].refunds) == (1200, 200, 0)


def test_an_accepted_payment_of_another_amount_counts_as_invoiced():
    order = an_invoice(1, 1798, IN_SPRING)
    Order.objects.filter(pk=order.pk).update(paid_pence=200)
    report = vat_report(SPRING)
    assert (report.net_pence, report.vat_pence, report.gross_pence) == (1498, 300, 1798)
    [entry] = all_entries(SPRING)
    assert (entry.net_pence, entry.vat_pence) == (1498, 300)


def test_each_rate_has_its_own_sum():
    an_invoice(1, 1200, IN_SPRING)
    reduced = an_invoice(2, 1050, IN_SPRING, percent=5)
    a_refund(reduced, 1050, IN_SPRING)
    sums = vat_report(SPRING).sums
    assert [(s.vat_percent, s.invoices, s.refunds, s.net_pence, s.vat_pence) for s in sums] == [
        (5, 1, 1, 0, 0),
        (20, 1, 0, 1000, 200),
    ]


def test_an_empty_period_has_no_sums():
    report = vat_report(SPRING)
    assert (report.sums, report.vat_pence, report.box_6) == ((), 0, "£0")
    assert list(all_entries(SPRING)) == []


def test_entries_add_up_to_the_sums_and_to_the_orders_of_random_quarters():
    chance = Random(11)  # noqa: S311
    begin = datetime(2025, 12, 1, tzinfo=UTC)

    def some_day() -> datetime:
        return begin + timedelta(minutes=chance.randrange(60 * 24 * 400))

    for number in range(1, 61):
        order = an_invoice(number, chance.randrange(1, 20_000), some_day(), percent=20)
        while order.left_pence and chance.random() < 0.5:
            state = chance.choice([*RefundState])
            a_refund(order, chance.randint(1, order.left_pence), some_day(), state)
    year = [
        Period(date(2025, 12, 1), date(2026, 3, 31)),
        Period(date(2026, 4, 1), date(2026, 6, 30)),
        Period(date(2026, 7, 1), date(2027, 6, 30)),
    ]
    for period in year:
        report, entries = vat_report(period), list(all_entries(period))
        assert entries == sorted(entries, key=lambda entry: entry.at)
        assert sum(entry.gross_pence for entry in entries) == report.gross_pence
        assert sum(entry.vat_pence for entry in entries) == report.vat_pence
        assert sum(entry.net_pence for entry in entries) == report.net_pence
        assert len(entries) == sum(s.invoices + s.refunds for s in report.sums)
        assert all(period.first <= timezone.localdate(e.at) <= period.last for e in entries)
    kept = sum(order.left_pence for order in Order.objects.all())
    assert sum(vat_report(period).gross_pence for period in year) == kept


def test_the_report_takes_two_queries_and_a_slice_of_entries_one():
    for number in range(1, 6):
        a_refund(an_invoice(number, 1200, IN_SPRING), 100, IN_SPRING)
    with CaptureQueriesContext(connection) as queries:
        vat_report(SPRING)
    assert len(queries) == 2
    with CaptureQueriesContext(connection) as queries:
        assert len(list(vat_entries(SPRING)[2:6])) == 4
    assert len(queries) == 1
