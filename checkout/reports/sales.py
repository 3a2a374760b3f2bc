"""Sales of a period: by day, by product, by category, and their totals.

All of them count the invoices and refunds of `checkout/reports/entries.py`, so each adds up to the
gross amount of the VAT report, to the penny. Amounts are `int` pence, VAT included.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, Max, QuerySet, Sum
from django.db.models.functions import TruncDate

from catalog.models import BundlePage, ProductPage
from checkout.models import OrderLine, RefundLine
from checkout.reports.entries import invoices_in, refunds_in
from checkout.reports.period import Period

BUNDLES = "Bundles"
NOT_IN_CATALOGUE = "No longer in the catalogue"
_SAVINGS = F("bundle_saving_pence") + F("order_saving_pence")


@dataclass(frozen=True, slots=True)
class SalesTotals:
    """Figures of a period. `savings_pence`: what all savings took off the list prices."""

    orders: int
    invoiced_pence: int
    refunded_pence: int
    savings_pence: int

    @property
    def gross_pence(self) -> int:
        return self.invoiced_pence - self.refunded_pence

    @property
    def average_pence(self) -> int:
        """Mean total of an order, before refunds, rounded to the penny; 0 without orders."""
        if not self.orders:
            return 0
        return (2 * self.invoiced_pence + self.orders) // (2 * self.orders)


@dataclass(frozen=True, slots=True)
class DaySales:
    """Sales of one day."""

    day: date
    orders: int
    invoiced_pence: int
    refunded_pence: int
    savings_pence: int = 0

    @property
    def gross_pence(self) -> int:
        return self.invoiced_pence - self.refunded_pence


@dataclass(frozen=True, slots=True)
class ProductSales:
    """Units sold minus units refunded, and their price after bundle savings."""

    sku: str
    title: str
    units: int
    goods_pence: int


@dataclass(frozen=True, slots=True)
class CategorySales:
    """Sum of the products that are in a category today."""

    category: str
    units: int
    goods_pence: int


@dataclass(frozen=True, slots=True)
class OtherAmounts:
    """What lies between the prices of the goods and the gross amount, each as it changes the sum.

    Savings on whole orders are negative. `other_refunds_pence` is what was refunded without a unit
    or delivery, and, the other way round, the savings that the refund of a unit takes back.
    """

    order_savings_pence: int
    delivery_pence: int
    other_refunds_pence: int

    @property
    def pence(self) -> int:
        return self.order_savings_pence + self.delivery_pence + self.other_refunds_pence


def sales_totals(period: Period) -> SalesTotals:
    """Sum up the period. Two queries."""
    invoiced = invoices_in(period).aggregate(
        orders=Count("pk"),
        pence=Sum("total_pence", default=0),
        savings=Sum(_SAVINGS, default=0),
    )
    refunded = refunds_in(period).aggregate(pence=Sum("amount_pence", default=0))["pence"]
    return SalesTotals(invoiced["orders"], invoiced["pence"], refunded, invoiced["savings"])


def totals_of_days(days: Iterable[DaySales]) -> SalesTotals:
    """Sum up days that were read before: the same totals as `sales_totals`, without a query."""
    days = list(days)
    return SalesTotals(
        orders=sum(day.orders for day in days),
        invoiced_pence=sum(day.invoiced_pence for day in days),
        refunded_pence=sum(day.refunded_pence for day in days),
        savings_pence=sum(day.savings_pence for day in days),
    )


def sales_by_day(period: Period) -> list[DaySales]:
    """Return every day of the period, those without sales included. Two queries."""
    invoiced = invoices_in(period).order_by().annotate(day=TruncDate("paid_at")).values("day")
    refunded = refunds_in(period).order_by().annotate(day=TruncDate("requested_at")).values("day")
    sums = invoiced.annotate(orders=Count("pk"), pence=Sum("total_pence"), saved=Sum(_SAVINGS))
    sold = {row["day"]: (row["orders"], row["pence"], row["saved"]) for row in sums}
    given_back = {row["day"]: row["pence"] for row in refunded.annotate(pence=Sum("amount_pence"))}
    rows = []
    for day in period.days():
        orders, pence, savings = sold.get(day, (0, 0, 0))
        rows.append(DaySales(day, orders, pence, given_back.get(day, 0), savings))
    return rows


def sales_by_product(period: Period) -> list[ProductSales]:
    """Return the products and bundles of the period, the largest amount first. Two queries.

    A product that was sold under several titles has the latest.
    """
    units: defaultdict[str, int] = defaultdict(int)
    pence: defaultdict[str, int] = defaultdict(int)
    titles: dict[str, str] = {}
    sold = OrderLine.objects.filter(order__in=invoices_in(period).values("pk"))
    for sku, title, number, amount in _sums(sold, sku="sku_id", title="title", price="price_pence"):
        units[sku] += number
        pence[sku] += amount
        titles[sku] = title
    returned = RefundLine.objects.filter(refund__in=refunds_in(period).values("pk"))
    for sku, title, number, amount in _sums(
        returned, sku="line__sku_id", title="line__title", price="line__price_pence"
    ):
        units[sku] -= number
        pence[sku] -= amount
        titles.setdefault(sku, title)
    rows = [ProductSales(sku, titles[sku], units[sku], pence[sku]) for sku in titles]
    return sorted(rows, key=lambda row: (-row.goods_pence, row.sku))


def _sums(
    lines: QuerySet[Any], *, sku: str, title: str, price: str
) -> QuerySet[Any, tuple[str, str, int, int]]:
    """Return SKU, title, units and pence; of several titles of a SKU, the latest comes last."""
    sums = (
        lines.order_by()
        .values(sku, title)
        .annotate(
            units=Sum("quantity"),
            pence=Sum(F("quantity") * F(price), output_field=IntegerField()),
            latest=Max("pk"),
        )
    )
    return sums.order_by("latest").values_list(sku, title, "units", "pence")


def sales_by_category(products: Iterable[ProductSales]) -> list[CategorySales]:
    """Sum the products by the category that they have today, the largest first. Two queries."""
    products = list(products)
    categories = _categories([row.sku for row in products])
    units: defaultdict[str, int] = defaultdict(int)
    pence: defaultdict[str, int] = defaultdict(int)
    for row in products:
        category = categories.get(row.sku, NOT_IN_CATALOGUE)
        units[category] += row.units
        pence[category] += row.goods_pence
    rows = [CategorySales(name, units[name], pence[name]) for name in units]
    return sorted(rows, key=lambda row: (-row.goods_pence, row.category))


def _categories(skus: list[str]) -> Mapping[str, str]:
    products = ProductPage.objects.filter(sku_claim__in=skus)
    found = dict(products.values_list("sku_claim", "category__name"))
    bundles = BundlePage.objects.filter(sku_claim__in=skus).values_list("sku_claim", flat=True)
    return found | dict.fromkeys(bundles, BUNDLES)


def other_amounts(period: Period) -> OtherAmounts:
    """Return what lies between the products and the gross amount. Three queries."""
    invoiced = invoices_in(period).aggregate(
        savings=Sum("order_saving_pence", default=0), delivery=Sum("delivery_pence", default=0)
    )
    refunds = refunds_in(period)
    refunded = refunds.aggregate(
        amount=Sum("amount_pence", default=0), delivery=Sum("delivery_pence", default=0)
    )
    price = F("quantity") * F("line__price_pence")
    units = RefundLine.objects.filter(refund__in=refunds.values("pk")).aggregate(
        pence=Sum(price, default=0, output_field=IntegerField())
    )
    return OtherAmounts(
        order_savings_pence=-invoiced["savings"],
        delivery_pence=invoiced["delivery"] - refunded["delivery"],
        other_refunds_pence=units["pence"] + refunded["delivery"] - refunded["amount"],
    )
