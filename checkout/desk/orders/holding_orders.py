"""Panel of the stock desk for the owner: the unpaid orders that hold a SKU, to release some."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from catalog.desk.stock.change_views import STOCK_PANEL_HOOK, fields_of_count
from catalog.models.users import AnyUser
from checkout.desk.owner_only import acting_owner, owner_only
from checkout.models import Order, OrderState
from checkout.models.order import OrderQuerySet
from checkout.payments.hold_release import HoldOutcome, release_hold
from sitewide.numbers import primary_keys

MAX_SHOWN = 25
WHY = "The owner released its stock"
KEPT = {
    HoldOutcome.CLOSED_BEFORE: "{} was closed before.",
    HoldOutcome.BEING_OPENED: "{} keeps its stock: its payment page is being opened.",
    HoldOutcome.BEING_PAID: "{} keeps its stock: it is paid, or being paid.",
    HoldOutcome.STRIPE_UNAVAILABLE: "{} keeps its stock: Stripe did not close its payment page.",
}


class HoldingOrdersPanel(Component):
    """Orders that hold pieces of a SKU, oldest first. `count`: the fields of a refused count."""

    template_name = "checkout/desk/holding_orders.html"

    def __init__(self, sku: str, count: dict[str, str]) -> None:
        self.sku = sku
        self.count = count

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        orders = list(orders_holding(self.sku)[: MAX_SHOWN + 1])
        return {
            "csrf_token": parent_context.get("csrf_token"),
            "sku": self.sku,
            "count": self.count,
            "orders": orders[:MAX_SHOWN],
            "has_more": len(orders) > MAX_SHOWN,
            "unpaid": OrderState.AWAITING_PAYMENT,
        }


def orders_holding(sku: str) -> OrderQuerySet:
    """Return the orders that hold pieces of this SKU, annotated with their `pieces`, oldest first.

    Those whose payment is processing are among them, and cannot be released.
    """
    holding = Order.objects.open().filter(holds_stock=True, holds__sku=sku)
    return holding.annotate(pieces=F("holds__pieces")).order_by("placed_at", "pk")


@owner_only
@require_POST
def release_holding_orders(request: HttpRequest, sku: str) -> HttpResponse:
    """Release the chosen orders one by one: one that keeps its stock does not stop the others."""
    unpaid = orders_holding(sku).awaiting_payment()
    wanted = unpaid.filter(pk__in=primary_keys(request.POST.getlist("order")))
    chosen = list(wanted[:MAX_SHOWN])
    released = 0
    for order in chosen:
        outcome = release_hold(
            order, by=acting_owner(request), why=WHY, source="the release of its stock"
        )
        if outcome is HoldOutcome.RELEASED:
            released += order.held_pieces()[sku]
        else:
            messages.warning(request, KEPT[outcome].format(order.number))
    if released:
        pieces = "1 piece" if released == 1 else f"{released} pieces"
        messages.success(request, f"{pieces} of {sku} released.")
    if not chosen:
        messages.error(request, "Nothing was released: choose orders that are still unpaid.")
    # The page shows the refused count again, of the same moment.
    count = fields_of_count(request.POST) or None
    return redirect(reverse("change_stock", args=[sku], query=count))


@hooks.register(STOCK_PANEL_HOOK)
def holding_orders_panel(user: AnyUser, sku: str, count: dict[str, str]) -> Component | None:
    """Return the panel for superusers, if any order holds the SKU."""
    if not user.is_superuser or not orders_holding(sku).exists():
        return None
    return HoldingOrdersPanel(sku, count)


@hooks.register("register_admin_urls")
def holding_orders_urls() -> list[URLPattern]:
    return [path("stock/<str:sku>/release/", release_holding_orders, name="release_holding_orders")]
