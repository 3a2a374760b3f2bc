"""The list of orders: what became of each, at a glance."""

from django.db.models import Prefetch

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

    def get_queryset(self, request):
        to_answer = Prefetch("disputes", Dispute.objects.to_answer(), to_attr="to_answer")
        return super().get_queryset(request).prefetch_related("refunds", to_answer)

    def total(self, order: Order) -> str:
        return pounds(order.total_pence)

    total.admin_order_field = "total_pence"

    def refunded(self, order: Order) -> str:
        """How much, and whether something about it is not settled."""
        words = [pounds(order.refunded_pence)] if order.refunded_pence else []
        states = {refund.state for refund in order.refunds.all()}
        if states & {RefundState.REQUESTED, RefundState.PENDING}:
            words.append("on its way")
        if RefundState.FAILED in states:
            words.append("one failed")
        return ", ".join(words)

    refunded.admin_order_field = "refunded_pence"

    def dispute(self, order: Order) -> str:
        return deadline_in_words(order.to_answer[0]) if order.to_answer else ""

    def get_extra_class_names_for_field_col(self, obj, field_name):
        is_urgent = {
            "state": obj.state in (OrderState.UNDER_REVIEW, OrderState.REFUND_FAILED),
            "dispute": bool(obj.to_answer),
            "refunded": any(refund.state == RefundState.FAILED for refund in obj.refunds.all()),
        }
        return ["desk-urgent"] if is_urgent.get(field_name) else []


def deadline_in_words(dispute: Dispute) -> str:
    if dispute.answer_by is None:
        return "open"
    return "overdue" if dispute.is_late else f"answer by {dispute.answer_by:%-d %b %Y}"
