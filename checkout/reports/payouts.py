"""Payments, refunds, disputes, fees and payouts of a period, as Stripe's balance has them.

An entry counts on the day when Stripe entered it, in the shop's time zone. Amounts are `int` pence.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from checkout.models import BalanceEntry, BalanceReading, Order, Payout
from checkout.models.stripe.balance_entry import (
    DISPUTES,
    FEES,
    OF_ORDERS,
    PAYMENTS,
    PAYOUTS,
    REFUNDS,
    BalanceEntryQuerySet,
)
from checkout.reports.period import Period


@dataclass(frozen=True, slots=True)
class BalanceSums:
    """Sums of entries.

    `payments_pence` and `other_pence` are what came in; refunds, disputes and fees what went out.
    `net_pence` is summed from Stripe's own net amounts.
    """

    payments_pence: int
    refunds_pence: int
    disputes_pence: int
    fees_pence: int
    other_pence: int
    net_pence: int

    @property
    def explained_pence(self) -> int:
        """What the sums make together; the net amount if every penny is explained."""
        out = self.refunds_pence + self.disputes_pence + self.fees_pence
        return self.payments_pence - out + self.other_pence

    @property
    def adds_up(self) -> bool:
        return self.explained_pence == self.net_pence


@dataclass(frozen=True, slots=True)
class BalanceTotals:
    """Totals of a period. `left_pence`: balance at its end, with all earlier entries."""

    sums: BalanceSums
    paid_out_pence: int
    left_pence: int


@dataclass(frozen=True, slots=True)
class CountedSum:
    """Number of rows, and their amount."""

    number: int
    pence: int


def balance_totals(period: Period) -> BalanceTotals:
    """Sum the entries of the period. Three queries."""
    _, end = period.bounds
    entries = entries_in(period)
    return BalanceTotals(
        sums=balance_sums(entries.without_payouts()),
        paid_out_pence=-_net(entries.filter(category__in=PAYOUTS)),
        left_pence=_net(BalanceEntry.objects.filter(created_at__lt=end)),
    )


def balance_sums(entries: BalanceEntryQuerySet) -> BalanceSums:
    """Sum the entries. One query."""
    rows = (
        entries.order_by()
        .values("category")
        .annotate(amount=Sum("amount_pence"), fee=Sum("fee_pence"), net=Sum("net_pence"))
    )
    sums = {row["category"]: row for row in rows}

    def amount(categories: Iterable[str]) -> int:
        return sum(sums[name]["amount"] for name in categories if name in sums)

    return BalanceSums(
        payments_pence=amount(PAYMENTS),
        refunds_pence=-amount(REFUNDS),
        disputes_pence=-amount(DISPUTES),
        fees_pence=sum(row["fee"] for row in sums.values()) - amount(FEES),
        other_pence=amount(sums.keys() - {*OF_ORDERS, *FEES}),
        net_pence=sum(row["net"] for row in sums.values()),
    )


def entries_in(period: Period) -> BalanceEntryQuerySet:
    begin, end = period.bounds
    return BalanceEntry.objects.filter(created_at__gte=begin, created_at__lt=end)


def payouts_in(period: Period) -> QuerySet[Payout]:
    """Return the payouts that Stripe made in the period, the latest first, with `entry_count`: how
    many entries each consists of, its own withdrawal not included."""
    begin, end = period.bounds
    made = Payout.objects.filter(created_at__gte=begin, created_at__lt=end)
    contained = BalanceEntry.objects.filter(payout=OuterRef("pk"))
    counted = (
        contained.exclude(source_id=OuterRef("stripe_payout_id"))
        .order_by()
        .values("payout")
        .annotate(number=Count("pk"))
    )
    return made.annotate(entry_count=Coalesce(Subquery(counted.values("number")), 0))


def unmatched_entries(period: Period) -> QuerySet[BalanceEntry]:
    """Return the payments, refunds and disputes that belong to no order of the shop."""
    return entries_in(period).unmatched()


def unlisted_orders(period: Period) -> QuerySet[Order]:
    """Return the orders that were paid in the period and whose payment Stripe does not list.

    Orders that were paid after the last reading of the balance began are left out.
    """
    begin, end = period.bounds
    latest = BalanceReading.objects.ended().first()
    if latest is None:
        return Order.objects.none()
    paid = Order.objects.filter(paid_pence__gt=0, paid_at__gte=begin)
    listed = BalanceEntry.objects.filter(order=OuterRef("pk"), category__in=PAYMENTS)
    return paid.filter(~Exists(listed), paid_at__lt=min(end, latest.began_at)).order_by("paid_at")


def sum_of_entries(entries: QuerySet[BalanceEntry]) -> CountedSum:
    sums = entries.order_by().aggregate(number=Count("pk"), pence=Sum("amount_pence", default=0))
    return CountedSum(sums["number"], sums["pence"])


def sum_of_orders(orders: QuerySet[Order]) -> CountedSum:
    sums = orders.order_by().aggregate(number=Count("pk"), pence=Sum("paid_pence", default=0))
    return CountedSum(sums["number"], sums["pence"])


def _net(entries: QuerySet[BalanceEntry]) -> int:
    return int(entries.aggregate(pence=Sum("net_pence", default=0))["pence"])
