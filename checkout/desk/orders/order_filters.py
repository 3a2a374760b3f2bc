"""Filters of the admin's list of orders."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django_filters import ChoiceFilter, DateFromToRangeFilter, MultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from checkout.desk.dashboard.open_tasks import unresolved_failed_refunds
from checkout.models import (
    Dispute,
    Order,
    OrderRequest,
    OrderState,
    Refund,
    RefundState,
    StripeEvent,
)
from checkout.models.order import OrderQuerySet
from checkout.models.refund import LOST
from checkout.reports.entries import invoices_in, refunds_in
from checkout.reports.period import EARLIEST, LATEST, Period

DISPATCHES = [
    ("due", "To pack and dispatch"),
    ("done", "Dispatched"),
    ("on-its-way", "Dispatched, not delivered"),
    ("delivered", "Delivered"),
]
REFUNDS = [
    ("any", "Any"),
    ("some", "Refunded in part"),
    ("all", "Refunded in full"),
    ("open", "Pending"),
    ("failed", "Failed"),
]
TO_ANSWER_OR_ANY = [("open", "To answer"), ("any", "Any")]


def _choice(label: str, choices: list[tuple[str, str]], method: str) -> ChoiceFilter:
    return ChoiceFilter(
        label=label, choices=choices, method=method, widget=forms.RadioSelect, empty_label="All"
    )


def _days(label: str, method: str) -> DateFromToRangeFilter:
    return DateFromToRangeFilter(label=label, method=method, widget=DateRangePickerWidget)


class OrderFilterSet(WagtailFilterSet):
    """Filters that narrow each other. Their names are in links of the dashboard."""

    state__exact = MultipleChoiceFilter(
        label="State",
        field_name="state",
        choices=OrderState.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    placed_at = DateFromToRangeFilter(label="Date", widget=DateRangePickerWidget)
    invoiced = _days("Invoiced", "invoiced_between")
    refunded = _days("Refunded", "refunded_between")
    dispatch = _choice("Dispatch", DISPATCHES, "with_dispatch")
    problems = _choice("Problems", [("any", "With problems")], "with_problems")
    buyer = _choice("Buyer", [("guest", "Guest"), ("customer", "Customer")], "with_buyer")
    first = _choice("First order", [("yes", "Yes"), ("no", "No")], "with_first")
    requests = _choice("Cancellations and returns", TO_ANSWER_OR_ANY, "with_requests")
    refunds = _choice("Refunds", REFUNDS, "with_refunds")
    disputes = _choice("Disputes", TO_ANSWER_OR_ANY, "with_disputes")
    holds = _choice(
        "Held stock",
        [("yes", "Held, not paid"), ("free", "Held, available to others")],
        "with_holds",
    )

    class Meta:
        model = Order
        fields: list[str] = []

    def invoiced_between(self, orders: OrderQuerySet, name: str, days: slice) -> OrderQuerySet:
        """Return the orders that the reports count in these days."""
        return orders.filter(pk__in=invoices_in(_period_of(days)).values("pk"))

    def refunded_between(self, orders: OrderQuerySet, name: str, days: slice) -> OrderQuerySet:
        """Return the orders of the refunds that the reports count in these days."""
        return orders.filter(pk__in=refunds_in(_period_of(days)).values("order"))

    def with_dispatch(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        match value:
            case "due":
                return orders.to_dispatch()
            case "done":
                return orders.exclude(dispatch=None)
            case "on-its-way":
                return orders.filter(dispatch__isnull=False, dispatch__delivered_at=None)
            case "delivered":
                return orders.filter(dispatch__delivered_at__isnull=False)
        raise _unknown(name, value)

    def with_problems(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        return orders.filter(pk__in=orders_with_problem())

    def with_buyer(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        return orders.filter(user__isnull=value == "guest")

    def with_first(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        return orders.filter(is_first_order=value == "yes")

    def with_requests(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        return orders.filter(_request_to_answer() if value == "open" else _of(OrderRequest))

    def with_refunds(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        match value:
            case "any":
                return orders.filter(_of(Refund))
            case "some":
                return orders.partly_refunded()
            case "all":
                return orders.fully_refunded()
            case "open":
                open_states = (RefundState.REQUESTED, RefundState.PENDING)
                return orders.filter(_of(Refund, state__in=open_states))
            case "failed":
                return orders.filter(_of(Refund, state__in=LOST))
        raise _unknown(name, value)

    def with_disputes(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        return orders.filter(_dispute_to_answer() if value == "open" else _of(Dispute))

    def with_holds(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        return orders.open().filter(holds_stock=True) if value == "yes" else orders.yielding()


def orders_with_problem() -> QuerySet[Any, Any]:
    """Return the keys of orders that need the owner: a payment under review, a refund or event that
    failed, a dispute or request to answer.

    A union lets the database read each of these short lists by itself; OR would look for all of
    them at each order.
    """
    failed = StripeEvent.objects.filter(outcome=StripeEvent.Outcome.FAILED, order__isnull=False)
    of_orders = [
        Dispute.objects.to_answer(),
        OrderRequest.objects.filter(state=OrderRequest.State.OPEN),
        failed,
        unresolved_failed_refunds(),
    ]
    held_up = Order.objects.filter(state__in=(OrderState.UNDER_REVIEW, OrderState.REFUND_FAILED))
    return held_up.order_by().values("pk").union(*(_keys_of(rows) for rows in of_orders))


def _keys_of(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by().values("order")


def _dispute_to_answer() -> Exists:
    return Exists(Dispute.objects.to_answer().filter(order=OuterRef("pk")))


def _request_to_answer() -> Exists:
    return _of(OrderRequest, state=OrderRequest.State.OPEN)


def _of(model: type[Any], **values: Any) -> Exists:
    """The order has a row of this model with these values."""
    return Exists(model.objects.filter(order=OuterRef("pk"), **values))


def _period_of(days: slice) -> Period:
    """Return the period from one moment to another; without one of them, it has no end there."""
    return Period(_day_of(days.start, EARLIEST), _day_of(days.stop, LATEST))


def _day_of(moment: datetime | None, otherwise: date) -> date:
    return min(max(timezone.localdate(moment), EARLIEST), LATEST) if moment else otherwise


def _unknown(name: str, value: str) -> ValueError:
    return ValueError(f"unknown {name}: {value}")  # ChoiceFilter passes only known values
