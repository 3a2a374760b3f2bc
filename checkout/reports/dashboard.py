"""The owner's figures of a period, beside the period before.

All money is that of `checkout/reports/sales.py`, so it agrees with the reports and with the orders.
"""

from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.contrib.contenttypes.models import ContentType

from catalog.models import BundlePage
from catalog.models.sku import Sku
from checkout.models import OrderLine
from checkout.reports.conversion import Conversion, conversions
from checkout.reports.period import MAX_DAYS_DRAWN, Period
from checkout.reports.sales import (
    DaySales,
    ProductSales,
    SalesTotals,
    sales_by_day,
    sales_by_product,
    totals_of_days,
)

DAYS_IN_WEEK = 7
TOP = 5


@dataclass(frozen=True, slots=True)
class RevenuePoint:
    """Revenue of a day or week (`first` to `last`), and of the same one of the period before."""

    first: date
    last: date
    pence: int
    before_pence: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a period. `conversion_before` is None if carts of those days are deleted."""

    period: Period
    totals: SalesTotals
    totals_before: SalesTotals
    revenue: list[RevenuePoint]
    products: list[ProductSales]
    bundles: list[ProductSales]
    conversion: Conversion | None
    conversion_before: Conversion | None


def figures_of(period: Period, *, today: date) -> Figures:
    """Return all figures of the period. At most eight queries."""
    days, days_before = _days_of_both(period)
    products, bundles = _top_sales(sales_by_product(period))
    conversion, conversion_before = conversions(period, today=today)
    return Figures(
        period=period,
        totals=totals_of_days(days),
        totals_before=totals_of_days(days_before),
        revenue=_points(days, days_before),
        products=products,
        bundles=bundles,
        conversion=conversion,
        conversion_before=conversion_before,
    )


def revenue_of(period: Period) -> list[RevenuePoint]:
    """Return the revenue by day or, of a long period, by week. Two queries."""
    return _points(*_days_of_both(period))


def _days_of_both(period: Period) -> tuple[list[DaySales], list[DaySales]]:
    """Return the days of the period and as many before, read together."""
    days = sales_by_day(Period(period.before.first, period.last))
    half = len(days) // 2
    return days[half:], days[:half]


def _points(days: list[DaySales], days_before: list[DaySales]) -> list[RevenuePoint]:
    points = []
    for begin, end in _steps(len(days)):
        points.append(
            RevenuePoint(
                first=days[begin].day,
                last=days[end - 1].day,
                pence=sum(day.gross_pence for day in days[begin:end]),
                before_pence=sum(day.gross_pence for day in days_before[begin:end]),
            )
        )
    return points


def _steps(count: int) -> list[tuple[int, int]]:
    """Divide so many days into days or, if they are many, weeks; the first takes the rest."""
    step = 1 if count <= MAX_DAYS_DRAWN else DAYS_IN_WEEK
    begins = [0, *range(step + count % step, count, step)]
    return list(zip(begins, [*begins[1:], count], strict=True))


def _top_sales(rows: list[ProductSales]) -> tuple[list[ProductSales], list[ProductSales]]:
    """Return the products and the bundles with the largest amounts, without those that sold none.

    One query, or two if something that was sold is not in the catalogue any more.
    """
    sold = [row for row in rows if row.goods_pence > 0]
    bundles = _bundles_among([row.sku for row in sold])
    return (
        list(islice((row for row in sold if row.sku not in bundles), TOP)),
        list(islice((row for row in sold if row.sku in bundles), TOP)),
    )


def _bundles_among(skus: list[str]) -> set[str]:
    """Return the SKUs of bundles; one that was deleted is known by the parts that it had."""
    bundle = ContentType.objects.get_for_model(BundlePage)
    types = dict(Sku.objects.filter(pk__in=skus).values_list("pk", "page__content_type"))
    bundles = {sku for sku, type_ in types.items() if type_ == bundle.pk}
    gone = [sku for sku, type_ in types.items() if type_ is None]
    lines = OrderLine.objects.filter(sku__in=gone).exclude(part_labels=[])
    return bundles | set(lines.order_by().values_list("sku_id", flat=True).distinct())
