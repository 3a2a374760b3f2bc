"""Ways to cut the list of orders down to what waits for the owner."""

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef

from checkout.models import Dispute, OrderRequest, Refund, RefundState
from checkout.models.refund import LOST


class RefundFilter(SimpleListFilter):
    title = "refunds"
    parameter_name = "refunds"

    def lookups(self, request, model_admin):
        return [("some", "Refunded in part"), ("all", "Refunded in full"),
                ("open", "On their way"), ("failed", "Failed")]  # fmt: skip

    def queryset(self, request, orders):
        match self.value():
            case "some":
                return orders.partly_refunded()
            case "all":
                return orders.fully_refunded()
            case "open":
                return orders.filter(_a_refund(RefundState.REQUESTED, RefundState.PENDING))
            case "failed":
                return orders.filter(_a_refund(*LOST))
        return orders


class DisputeFilter(SimpleListFilter):
    title = "disputes"
    parameter_name = "disputes"

    def lookups(self, request, model_admin):
        return [("open", "To answer"), ("any", "Any")]

    def queryset(self, request, orders):
        of_order = {"order": OuterRef("pk")}
        match self.value():
            case "open":
                return orders.filter(Exists(Dispute.objects.to_answer().filter(**of_order)))
            case "any":
                return orders.filter(Exists(Dispute.objects.filter(**of_order)))
        return orders


class RequestFilter(SimpleListFilter):
    title = "cancellations and returns"
    parameter_name = "requests"

    def lookups(self, request, model_admin):
        return [("open", "To answer"), ("any", "Any")]

    def queryset(self, request, orders):
        of_order = OrderRequest.objects.filter(order=OuterRef("pk"))
        match self.value():
            case "open":
                return orders.filter(Exists(of_order.filter(state=OrderRequest.State.OPEN)))
            case "any":
                return orders.filter(Exists(of_order))
        return orders


class DispatchFilter(SimpleListFilter):
    title = "dispatch"
    parameter_name = "dispatch"

    def lookups(self, request, model_admin):
        return [("due", "To be sent"), ("done", "Sent")]

    def queryset(self, request, orders):
        match self.value():
            case "due":
                return orders.paid().filter(dispatch=None).exclude(pk__in=orders.fully_refunded())
            case "done":
                return orders.exclude(dispatch=None)
        return orders


class HoldFilter(SimpleListFilter):
    title = "held stock"
    parameter_name = "holds"

    def lookups(self, request, model_admin):
        return [("yes", "Held, not paid"), ("free", "Held, and free to others")]

    def queryset(self, request, orders):
        match self.value():
            case "yes":
                return orders.open().filter(holds_stock=True)
            case "free":
                return orders.yielding()
        return orders


def _a_refund(*states):
    return Exists(Refund.objects.filter(order=OuterRef("pk"), state__in=states))
