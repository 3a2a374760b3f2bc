"""Conversion: how many of the carts that were filled became a paid order.

A cart counts if a line was added to it in the period, and as ordered if an order that was placed
afterwards is invoiced. A guest's cart that was merged at log-in and the customer's cart count as
one. Guests' carts are deleted when their session ends, so only the days since then are measured.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce

from checkout.models import Cart, CartEvent, Order
from checkout.models.cart import CartQuerySet
from checkout.reports.period import Period

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Conversion:
    """Carts filled in the period, and how many of them became a paid order."""

    period: Period
    carts: int
    ordered: int

    @property
    def permille(self) -> int:
        """Ordered carts of a thousand, rounded; 0 without carts."""
        if not self.carts:
            return 0
        return (2000 * self.ordered + self.carts) // (2 * self.carts)


def measured_days() -> int:
    """Return for how many days, today included, all filled carts are still stored."""
    return timedelta(seconds=settings.SESSION_COOKIE_AGE) // _DAY


def measured_part(period: Period, *, today: date) -> Period | None:
    """Return the days of the period of which all carts are still stored; None if there are none."""
    since = today - (measured_days() - 1) * _DAY
    if period.last < since:
        return None
    return Period(max(period.first, since), period.last)


def conversions(period: Period, *, today: date) -> tuple[Conversion | None, Conversion | None]:
    """Return the conversion of the measured part of the period, and of the period before.

    The latter is None unless all its carts are still stored. Two queries.
    """
    part, before = measured_part(period, today=today), period.before
    if part is None:
        return None, None
    periods = [part]
    if measured_part(before, today=today) == before:
        periods.append(before)
    filled = _first_additions(periods)
    placed = _orders_by_cart(Period(periods[-1].first, today))
    counted = [_count(each, filled[number], placed) for number, each in enumerate(periods)]
    return counted[0], counted[1] if len(counted) > 1 else None


def filled_carts(period: Period) -> CartQuerySet:
    """Return the carts to which a line was added in the period; merged ones as the customer's."""
    added = CartEvent.objects.filter(_added_in(period))
    keys = added.annotate(counted_as=_counted_as("cart__")).values("counted_as")
    return Cart.objects.filter(pk__in=keys)


def _added_in(period: Period) -> Q:
    begin, end = period.bounds
    return Q(kind=CartEvent.Kind.ADDED, happened_at__gte=begin, happened_at__lt=end)


def _counted_as(cart: str) -> Coalesce:
    return Coalesce(f"{cart}merged_into", f"{cart}pk")


def _first_additions(periods: list[Period]) -> list[dict[int, Any]]:
    """Return for each period the moment of each cart's first added line."""
    whole = Period(periods[-1].first, periods[0].last)
    added = CartEvent.objects.filter(_added_in(whole)).order_by()
    firsts = {
        f"first{number}": Min("happened_at", filter=_added_in(period))
        for number, period in enumerate(periods)
    }
    by_cart = added.annotate(counted_as=_counted_as("cart__")).values("counted_as")
    rows = list(by_cart.annotate(**firsts).values_list("counted_as", *firsts))
    return [
        {row[0]: row[number] for row in rows if row[number]} for number in range(1, len(firsts) + 1)
    ]


def _orders_by_cart(period: Period) -> dict[int, list[Any]]:
    """Return the moments at which each cart's invoiced orders of the period were placed."""
    begin, end = period.bounds
    orders: QuerySet[Order] = Order.objects.filter(
        cart__isnull=False, invoice_number__isnull=False, placed_at__gte=begin, placed_at__lt=end
    )
    by_cart: dict[int, list[Any]] = {}
    rows = orders.order_by().annotate(counted_as=_counted_as("cart__"))
    for cart, placed_at in rows.values_list("counted_as", "placed_at"):
        by_cart.setdefault(cart, []).append(placed_at)
    return by_cart


def _count(period: Period, filled: dict[int, Any], placed: dict[int, list[Any]]) -> Conversion:
    ordered = sum(max(placed[cart]) >= filled[cart] for cart in filled.keys() & placed.keys())
    return Conversion(period, carts=len(filled), ordered=ordered)
