"""The owner's figures: exact values, days in London, and agreement with the orders to the penny."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from checkout.models import Order, OrderLine, Refund, RefundLine, RefundState
from checkout.reports.dashboard import RevenuePoint, figures_of, revenue_of
from checkout.reports.period import Period
from checkout.reports.sales import ProductSales, SalesTotals, sales_totals
from tests.builders import a_bundle, a_product
from tests.checkout.reports.builders import a_line, a_refund, an_invoice

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 5, 30)
MAY = Period.last_days(30, TODAY)
DAY = timedelta(days=1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=LONDON)


def figures(period: Period = MAY):
    return figures_of(period, today=TODAY)


def test_the_totals_stand_beside_those_of_the_period_before():
    order = an_invoice(
        1, 3000, noon(TODAY), list_pence=3500, bundle_saving_pence=300, order_saving_pence=200
    )
    an_invoice(2, 1001, noon(MAY.first))
    earlier = an_invoice(3, 5000, noon(MAY.before.last))
    an_invoice(4, 9999, noon(MAY.before.first - DAY))
    a_refund(order, 500, noon(TODAY))
    a_refund(earlier, 700, noon(MAY.first))
    a_refund(earlier, 100, noon(TODAY), RefundState.FAILED)
    assert figures().totals == SalesTotals(2, 4001, 1200, 500)
    assert figures().totals_before == SalesTotals(1, 5000, 0, 0)
    assert (MAY.before.first, MAY.before.last) == (date(2026, 4, 1), date(2026, 4, 30))


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        (datetime(2026, 5, 23, 22, 59, 59, tzinfo=UTC), "before"),  # 23:59 in summer time
        (datetime(2026, 5, 23, 23, 0, tzinfo=UTC), "now"),
        (datetime(2026, 5, 30, 22, 59, 59, tzinfo=UTC), "now"),
        (datetime(2026, 5, 30, 23, 0, tzinfo=UTC), "later"),
        (datetime(2026, 5, 16, 22, 59, 59, tzinfo=UTC), "earlier"),
    ],
)
def test_a_day_begins_at_midnight_in_london(moment, counts):
    week = Period.last_days(7, TODAY)
    an_invoice(1, 1000, moment)
    shown = figures(week)
    assert shown.totals.orders == (counts == "now")
    assert shown.totals_before.orders == (counts == "before")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 28, 23, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 0, 0, tzinfo=UTC), date(2026, 3, 29)),  # has 23 hours
        (datetime(2026, 3, 29, 22, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 23, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 23, 0, tzinfo=UTC), date(2026, 10, 25)),  # has 25 hours
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_days_on_which_the_clocks_change_are_whole_days(moment, day):
    an_invoice(1, 1000, moment)
    week = Period(day - 3 * DAY, day + 3 * DAY)
    points = revenue_of(week)
    assert [point.first for point in points if point.pence] == [day]
    assert figures_of(week, today=week.last).totals.invoiced_pence == 1000


def test_a_day_of_the_chart_has_the_same_day_of_the_period_before():
    an_invoice(1, 1000, noon(TODAY))
    an_invoice(2, 300, noon(TODAY - 7 * DAY))
    a_refund(Order.objects.get(number="AV-00000001"), 1000, noon(TODAY - DAY))
    points = revenue_of(Period.last_days(7, TODAY))
    assert len(points) == 7
    assert points[-2:] == [
        RevenuePoint(TODAY - DAY, TODAY - DAY, -1000, 0),
        RevenuePoint(TODAY, TODAY, 1000, 300),
    ]
    assert not any(point.pence or point.before_pence for point in points[:-2])


def test_a_year_is_shown_by_weeks_and_leaves_no_day_out():
    year = Period.last_days(365, TODAY)
    for number, day in enumerate(year.days(), start=1):
        if number % 9 == 1:
            an_invoice(number, number, noon(day))
    points = revenue_of(year)
    assert len(points) == 52
    assert (points[0].first, points[0].last) == (year.first, year.first + 7 * DAY)
    assert {(point.last - point.first).days for point in points[1:]} == {6}
    assert points[-1].last == TODAY
    assert sum(point.pence for point in points) == sales_totals(year).gross_pence > 0


def test_ninety_days_are_shown_by_day():
    assert len(revenue_of(Period.last_days(90, TODAY))) == 90


def test_the_five_products_and_bundles_with_the_largest_amounts():
    products = [a_product(sku=f"AUT-CC-90{number}", title=f"No {number}") for number in range(7)]
    bundle = a_bundle(*products[:3], sku="BND-STD-901", title="Set")
    order = an_invoice(1, 99999, noon(TODAY))
    for number, page in enumerate(products):
        a_line(order, page, number or 1, 1000 if number else 0)
    a_line(order, bundle, 2, 2500)
    returned = OrderLine.objects.get(sku="AUT-CC-906")
    refund = a_refund(order, 6000, noon(TODAY))
    RefundLine.objects.create(refund=refund, line=returned, quantity=6)
    shown = figures()
    assert shown.products == [
        ProductSales(f"AUT-CC-90{number}", f"No {number}", number, number * 1000)
        for number in (5, 4, 3, 2, 1)
    ]
    assert shown.bundles == [ProductSales("BND-STD-901", "Set", 2, 5000)]


def test_a_bundle_that_was_deleted_is_still_a_bundle():
    wax, bundle = a_product(title="Wax"), a_bundle(title="Set")
    order = an_invoice(1, 3000, noon(TODAY))
    a_line(order, wax, 1, 500)
    line = a_line(order, bundle, 1, 2500)
    OrderLine.objects.filter(pk=line.pk).update(part_labels=["Wax", "Mitt"])
    sku = bundle.sku
    bundle.delete()
    wax.delete()
    shown = figures()
    assert [row.title for row in shown.products] == ["Wax"]
    assert [row.sku for row in shown.bundles] == [sku]


def test_without_sales_all_is_zero():
    shown = figures()
    assert shown.totals == shown.totals_before == SalesTotals(0, 0, 0, 0)
    assert (shown.products, shown.bundles) == ([], [])


# Hours from 65 days before the end of today until five days after it, across the change of clocks.
AT = st.integers(min_value=-65 * 24, max_value=5 * 24)
ORDER = st.tuples(
    AT,
    st.integers(min_value=1, max_value=50_000),
    st.integers(min_value=0, max_value=900),
    st.integers(min_value=0, max_value=900),
)
REFUND = st.tuples(
    st.integers(min_value=0, max_value=40 * 24), st.integers(1, 100), st.sampled_from(RefundState)
)


@settings(max_examples=40, deadline=None)
@given(
    orders=st.lists(st.tuples(ORDER, st.none() | REFUND), max_size=8),
    days=st.sampled_from([7, 30]),
)
def test_the_figures_agree_with_a_plain_sum_of_orders_and_refunds(orders, days):
    Refund.objects.all().delete()
    Order.objects.all().delete()
    today = date(2026, 4, 20)
    midnight = datetime(2026, 4, 21, tzinfo=LONDON).astimezone(UTC)
    for number, ((at, pence, bundles, whole), refund) in enumerate(orders, start=1):
        paid_at = midnight + timedelta(hours=at)
        savings = {"bundle_saving_pence": bundles, "order_saving_pence": whole}
        order = an_invoice(number, pence, paid_at, list_pence=pence + bundles + whole, **savings)
        if refund:
            later, percent, state = refund
            amount = max(1, pence * percent // 100)
            a_refund(order, amount, paid_at + timedelta(hours=later), state)
    period = Period.last_days(days, today)
    shown = figures_of(period, today=today)
    assert shown.totals == plain_totals(period)
    assert shown.totals_before == plain_totals(period.before)
    assert sum(point.pence for point in shown.revenue) == plain_totals(period).gross_pence
    before = sum(point.before_pence for point in shown.revenue)
    assert before == plain_totals(period.before).gross_pence


def plain_totals(period: Period) -> SalesTotals:
    """Sum up row by row, by the local date of each."""
    days = set(period.days())
    orders = [row for row in Order.objects.all() if timezone.localdate(row.paid_at) in days]
    refunds = [
        row
        for row in Refund.objects.exclude(state__in=["failed", "cancelled"])
        if timezone.localdate(row.requested_at) in days
    ]
    return SalesTotals(
        orders=len(orders),
        invoiced_pence=sum(row.total_pence for row in orders),
        refunded_pence=sum(row.amount_pence for row in refunds),
        savings_pence=sum(row.bundle_saving_pence + row.order_saving_pence for row in orders),
    )


def test_the_figures_take_eight_queries_at_most(django_assert_max_num_queries):
    for number in range(1, 9):
        order = an_invoice(number, 1000, noon(TODAY - number * DAY))
        a_line(order, a_product())
        a_line(order, a_bundle())
        a_refund(order, 100, noon(TODAY))
    with django_assert_max_num_queries(8):
        figures(Period.last_days(7, TODAY))
