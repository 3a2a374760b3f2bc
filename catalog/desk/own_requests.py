"""Panel on the admin's home page: pages of the user that await approval or were sent back."""

from typing import Any

from django.db.models import CharField, Count, F, IntegerField, OuterRef, Q, Subquery, Window
from django.db.models.functions import Cast
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel
from wagtail.models import Page, WorkflowState, get_default_page_content_type
from wagtail.permissions import page_permission_policy

from catalog.models.users import AnyUser

MAX_SHOWN = 8


class OwnRequestsPanel(Component):
    """The latest of the user's requests for approval, and how many there are.

    Wagtail's own panel shows all of them, with several queries for each. The number of queries
    is fixed here.
    """

    name = "own_requests"
    template_name = "catalog/desk/own_requests.html"
    order = UserObjectsInWorkflowModerationPanel.order

    def __init__(self, user: AnyUser) -> None:
        self.user = user

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        requests = own_requests(self.user)
        pks = [request.page_key for request in requests]
        editable = page_permission_policy.instances_user_has_permission_for(self.user, "change")
        count = requests[0].row_count if requests else 0
        return {
            "requests": requests,
            "count": count,
            "hidden_count": count - len(requests),
            "editable": set(editable.filter(pk__in=pks).values_list("pk", flat=True)),
        }


def own_requests(user: AnyUser) -> list[WorkflowState]:
    """Return open workflows that the user began, or of pages that the user owns, latest first.

    Each has `title` and `page_key` of its page, and `row_count`, the number of all. One query.
    """
    page = Page.objects.filter(pk=OuterRef("page_key"))
    states = WorkflowState.objects.active().filter(
        base_content_type=get_default_page_content_type()
    )
    states = states.annotate(
        page_key=Cast("object_id", IntegerField()),
        title=Subquery(page.values("draft_title"), output_field=CharField()),
        page_owner=Subquery(page.values("owner")),
    )
    own = states.filter(Q(page_owner=user.pk) | Q(requested_by=user.pk), title__isnull=False)
    own = own.annotate(row_count=Window(Count("pk")))
    ordered = own.order_by(F("current_task_state__started_at").desc(nulls_last=True), "-pk")
    return list(ordered.select_related("current_task_state__task")[:MAX_SHOWN])


@hooks.register("construct_homepage_panels")
def replace_workflow_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show these pages in place of Wagtail's panel."""
    for position, panel in enumerate(panels):
        if isinstance(panel, UserObjectsInWorkflowModerationPanel):
            panels[position] = OwnRequestsPanel(request.user)
