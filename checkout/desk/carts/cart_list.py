"""List of carts in the admin."""

from datetime import date
from typing import Any, cast

from django.contrib.admin import SimpleListFilter, display
from django.db.models import BigIntegerField, Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince

from checkout.desk.carts.cart_page import CartPage, owner_of
from checkout.desk.record_list import RecordList
from checkout.models import Cart, CartLine
from checkout.models.cart import ABANDONED_AFTER, CartQuerySet
from checkout.reports.conversion import filled_carts, measured_days
from checkout.reports.period import EARLIEST, LATEST, Period
from sitewide.templatetags.money import pounds


class CartStateFilter(SimpleListFilter):
    """Filter by what the cart's owner is doing."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        minutes = int(ABANDONED_AFTER.total_seconds() // 60)
        return [
            ("active", f"Active (changed in the last {minutes} minutes)"),
            ("abandoned", f"Abandoned ({minutes} minutes and more without a change)"),
            ("empty", "Empty"),
        ]

    def queryset(self, request: HttpRequest, carts: QuerySet[Cart]) -> QuerySet[Cart]:
        match self.value():
            case "active":
                return cast(CartQuerySet, carts).active()
            case "abandoned":
                return cast(CartQuerySet, carts).abandoned()
            case "empty":
                return cast(CartQuerySet, carts).without_lines()
        return carts


class CartOwnerFilter(SimpleListFilter):
    """Filter by guests and customers."""

    title = "owner"
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("customers", "Customers"), ("guests", "Guests")]

    def queryset(self, request: HttpRequest, carts: QuerySet[Cart]) -> QuerySet[Cart]:
        match self.value():
            case "customers":
                return carts.exclude(user=None)
            case "guests":
                return carts.filter(user=None)
        return carts


class CartFilledFilter(SimpleListFilter):
    """Filter by the days in which a line was added, such as `2026-11-24..2026-11-30`."""

    title = "line added"
    parameter_name = "filled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        today = timezone.localdate()
        usual = {
            filled_value(Period.last_days(days, today)): f"In the last {days} days"
            for days in (7, measured_days())
        }
        chosen = _period_named(self.used_parameters.get(self.parameter_name) or "")
        if chosen and filled_value(chosen) not in usual:
            usual[filled_value(chosen)] = f"{chosen.first:%-d %b} to {chosen.last:%-d %b %Y}"
        return list(usual.items())

    def queryset(self, request: HttpRequest, carts: QuerySet[Cart]) -> QuerySet[Cart]:
        period = _period_named(self.value() or "")
        return carts.filter(pk__in=filled_carts(period).values("pk")) if period else carts


def filled_value(period: Period) -> str:
    """Return the value of `CartFilledFilter` for the period."""
    return f"{period.first.isoformat()}..{period.last.isoformat()}"


def _period_named(value: str) -> Period | None:
    first, _, last = value.partition("..")
    try:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None
    return period if EARLIEST <= period.first <= period.last <= LATEST else None


class CartList(RecordList):
    model = Cart
    menu_icon = "tag"
    inspect_view_class = CartPage
    inspect_template_name = "checkout/desk/cart.html"
    list_display = ["owner", "state", "lines", "value", "created_at", "changed_at", "age"]
    list_filter = [CartStateFilter, CartOwnerFilter, CartFilledFilter]
    search_fields = ["user__email", "lines__sku__code", "lines__title_shown"]
    ordering = ["-changed_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cart]:
        lines = CartLine.objects.filter(cart=OuterRef("pk")).order_by().values("cart")
        value = Sum(F("quantity") * F("price_shown_pence"), output_field=BigIntegerField())
        carts = super().get_queryset(request).filter(merged_into=None).select_related("user")
        return carts.annotate(
            line_count=Coalesce(Subquery(lines.annotate(n=Count("pk")).values("n")), 0),
            value_pence=Coalesce(Subquery(lines.annotate(pence=value).values("pence")), 0),
        )

    def owner(self, cart: Cart) -> str:
        return owner_of(cart)

    def state(self, cart: Any) -> str:
        if not cart.line_count:
            return "empty"
        return "abandoned" if cart.changed_at <= timezone.now() - ABANDONED_AFTER else "active"

    @display(ordering="line_count")
    def lines(self, cart: Any) -> int:
        return cart.line_count

    @display(description="value as last shown", ordering="value_pence")
    def value(self, cart: Any) -> str:
        return pounds(cart.value_pence)

    @display(ordering="created_at")
    def age(self, cart: Cart) -> str:
        return timesince(cart.created_at, depth=1)
