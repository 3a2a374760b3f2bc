"""Panel on the admin's home page with the tasks that wait for the owner."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component

from checkout.models import (
    Dispute,
    Order,
    OrderRequest,
    OrderState,
    Reconciliation,
    Refund,
    StripeEvent,
)
from checkout.models.refund import COUNTED, LOST
from checkout.orders.held_stock import held_stock, holding_orders
from jobs.models import FailedJob

MAX_SHOWN = 6


class OwnerTasksPanel(Component):
    """Short lists of open tasks, each with a link to the full list. Fixed number of queries."""

    name = "owners_work"
    template_name = "checkout/desk/dashboard.html"
    order = 40

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        orders = reverse("checkout_order_modeladmin_index")
        events = reverse("checkout_stripeevent_modeladmin_index")
        disputes = Dispute.objects.to_answer()
        reviews = Order.objects.filter(state=OrderState.UNDER_REVIEW)
        unreturned = Order.objects.filter(state=OrderState.REFUND_FAILED)
        requests = OrderRequest.objects.filter(state=OrderRequest.State.OPEN).order_by("asked_at")
        failed_events = StripeEvent.objects.filter(outcome=StripeEvent.Outcome.FAILED)
        failed_refunds = unresolved_failed_refunds()
        given_up = FailedJob.objects.given_up()
        return {
            "reviews": reviews[:MAX_SHOWN],
            "review_count": reviews.count(),
            "reviews_url": f"{orders}?state__exact=under_review",
            "unreturned": unreturned[:MAX_SHOWN],
            "unreturned_count": unreturned.count(),
            "unreturned_url": f"{orders}?state__exact=refund_failed",
            "requests": requests.select_related("order")[:MAX_SHOWN],
            "request_count": requests.count(),
            "requests_url": f"{orders}?requests=open",
            "disputes": disputes.select_related("order")[:MAX_SHOWN],
            "dispute_count": disputes.count(),
            "disputes_url": f"{orders}?disputes=open",
            "refunds": failed_refunds.select_related("order")[:MAX_SHOWN],
            "refund_count": failed_refunds.count(),
            "refunds_url": f"{orders}?refunds=failed",
            "events": failed_events.defer("payload")[:MAX_SHOWN],
            "event_count": failed_events.count(),
            "events_url": f"{events}?outcome__exact=failed",
            "failed_jobs": given_up[:MAX_SHOWN],
            "failed_job_count": given_up.count(),
            "failed_jobs_url": reverse("jobs_failedjob_modeladmin_index"),
            "held": held_stock(),
            "holding": holding_orders()[:MAX_SHOWN],
            "holding_url": f"{orders}?holds=yes",
            "reconciliation": Reconciliation.objects.filter(ended_at__isnull=False).first(),
        }


def unresolved_failed_refunds() -> QuerySet[Refund]:
    """Failed refunds of orders without a later refund, newest first."""
    since = Refund.objects.filter(
        order=OuterRef("order"), state__in=COUNTED, requested_at__gt=OuterRef("requested_at")
    )
    lost = Refund.objects.filter(state__in=LOST).exclude(Exists(since))
    return lost.order_by("-requested_at", "-pk")


@hooks.register("construct_homepage_panels")
def add_owner_tasks_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel, for superusers only."""
    if request.user.is_superuser:
        panels.append(OwnerTasksPanel())
