"""Admin list of orders."""

from django.contrib.admin import display
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest

from checkout.desk.order_filters import (
    DispatchFilter,
    DisputeFilter,
    HoldFilter,
    RefundFilter,
    RequestFilter,
)
from checkout.desk.order_page import OrderPage
from checkout.desk.record_list import RecordList
from checkout.models import Dispute, Order, OrderState, RefundState
from sitewide.templatetags.money import pounds


class OrderList(RecordList):
    model = Order
    menu_icon = "list-ul"
    inspect_view_class = OrderPage
    inspect_template_name = "checkout/desk/order.html"
    list_display = ["number", "state", "name", "total", "refunded", "dispute", "placed_at"]
    list_filter = [
        "state",
        DispatchFilter,
        RequestFilter,
        RefundFilter,
        DisputeFilter,
        HoldFilter,
        "placed_at",
    ]
    search_fields = ["number", "email", "name", "postcode", "stripe_payment_intent_id"]
    ordering = ["-placed_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        to_answer = Prefetch("disputes", Dispute.objects.to_answer(), to_attr="to_answer")
        return super().get_queryset(request).prefetch_related("refunds", to_answer)

    @display(ordering="total_pence")
    def total(self, order: Order) -> str:
        return pounds(order.total_pence)

    @display(ordering="refunded_pence")
    def refunded(self, order: Order) -> str:
        """Refunded amount, and whether a refund is pending or failed."""
        parts = [pounds(order.refunded_pence)] if order.refunded_pence else []
        states = {refund.state for refund in order.refunds.all()}
        if states & {RefundState.REQUESTED, RefundState.PENDING}:
            parts.append("pending")
        if RefundState.FAILED in states:
            parts.append("one failed")
        return ", ".join(parts)

    def dispute(self, order: Order) -> str:
        disputes = _open_disputes(order)
        return deadline_in_words(disputes[0]) if disputes else ""

    def get_extra_class_names_for_field_col(self, obj: Order, field_name: str) -> list[str]:
        is_urgent = {
            "state": obj.state in (OrderState.UNDER_REVIEW, OrderState.REFUND_FAILED),
            "dispute": bool(_open_disputes(obj)),
            "refunded": any(refund.state == RefundState.FAILED for refund in obj.refunds.all()),
        }
        return ["desk-urgent"] if is_urgent.get(field_name) else []


def _open_disputes(order: Order) -> list[Dispute]:
    return order.to_answer  # type: ignore[attr-defined]  # prefetched by OrderList.get_queryset


def deadline_in_words(dispute: Dispute) -> str:
    """Describe the deadline for answering a dispute."""
    if dispute.answer_by is None:
        return "open"
    return "overdue" if dispute.is_late else f"answer by {dispute.answer_by:%-d %b %Y}"
