"""Filters of the admin's list of orders."""

from typing import Any, cast

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from checkout.models import Dispute, OrderRequest, Refund, RefundState
from checkout.models.order import OrderQuerySet
from checkout.models.refund import LOST


class OrderFilter(SimpleListFilter):
    """Base of the filters: subclasses implement `filter_orders`."""

    def queryset(self, request: HttpRequest, orders: QuerySet[Any]) -> QuerySet[Any]:
        return self.filter_orders(cast(OrderQuerySet, orders))

    def filter_orders(self, orders: OrderQuerySet) -> OrderQuerySet:
        """Return the orders with the chosen value."""
        raise NotImplementedError


class RefundFilter(OrderFilter):
    """Filter by the orders' refunds."""

    title = "refunds"
    parameter_name = "refunds"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("some", "Refunded in part"), ("all", "Refunded in full"),
                ("open", "Pending"), ("failed", "Failed")]  # fmt: skip

    def filter_orders(self, orders: OrderQuerySet) -> OrderQuerySet:
        match self.value():
            case "some":
                return orders.partly_refunded()
            case "all":
                return orders.fully_refunded()
            case "open":
                return orders.filter(_refund_in(RefundState.REQUESTED, RefundState.PENDING))
            case "failed":
                return orders.filter(_refund_in(*LOST))
        return orders


class DisputeFilter(OrderFilter):
    """Filter by the orders' disputes."""

    title = "disputes"
    parameter_name = "disputes"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "To answer"), ("any", "Any")]

    def filter_orders(self, orders: OrderQuerySet) -> OrderQuerySet:
        of_order = {"order": OuterRef("pk")}
        match self.value():
            case "open":
                return orders.filter(Exists(Dispute.objects.to_answer().filter(**of_order)))
            case "any":
                return orders.filter(Exists(Dispute.objects.filter(**of_order)))
        return orders


class RequestFilter(OrderFilter):
    """Filter by the buyers' requests."""

    title = "cancellations and returns"
    parameter_name = "requests"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "To answer"), ("any", "Any")]

    def filter_orders(self, orders: OrderQuerySet) -> OrderQuerySet:
        of_order = OrderRequest.objects.filter(order=OuterRef("pk"))
        match self.value():
            case "open":
                return orders.filter(Exists(of_order.filter(state=OrderRequest.State.OPEN)))
            case "any":
                return orders.filter(Exists(of_order))
        return orders


class DispatchFilter(OrderFilter):
    """Filter by dispatch."""

    title = "dispatch"
    parameter_name = "dispatch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("due", "To be dispatched"), ("done", "Dispatched")]

    def filter_orders(self, orders: OrderQuerySet) -> OrderQuerySet:
        match self.value():
            case "due":
                return orders.paid().filter(dispatch=None).exclude(pk__in=orders.fully_refunded())
            case "done":
                return orders.exclude(dispatch=None)
        return orders


class HoldFilter(OrderFilter):
    """Filter by held stock."""

    title = "held stock"
    parameter_name = "holds"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Held, not paid"), ("free", "Held, available to others")]

    def filter_orders(self, orders: OrderQuerySet) -> OrderQuerySet:
        match self.value():
            case "yes":
                return orders.open().filter(holds_stock=True)
            case "free":
                return orders.yielding()
        return orders


def _refund_in(*states: RefundState) -> Exists:
    return Exists(Refund.objects.filter(order=OuterRef("pk"), state__in=states))
