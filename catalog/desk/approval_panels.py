"""Panels on the admin's home page: pages that the user may approve, and the user's own pages in
approval. They take the places of Wagtail's panels, which show all of them with queries for each.
"""

from typing import Any

from django.db.models import (
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import Cast
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import (
    Page,
    Revision,
    Task,
    TaskState,
    WorkflowState,
    get_default_page_content_type,
)

from catalog.desk.dashboard import MAX_SHOWN, changeable_pages
from catalog.models.users import AnyUser


class ApprovalsPanel(WorkflowObjectsToModeratePanel):
    """The pages that wait longest for an approval of the user, with buttons to decide.

    The number of queries is fixed. `CatalogueTasksPanel` counts all that wait.
    """

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        states = [state for state in _to_decide(user) if state.revision.content_object]
        tasks = _tasks_of([state.workflow_state for state in states])
        deciding = {task.pk: task.specific for task in {state.task for state in states}}
        return {
            "request": parent_context["request"],
            "csrf_token": parent_context["csrf_token"],
            "states": [
                _decision(
                    state,
                    tasks=tasks[state.workflow_state_id],
                    actions=deciding[state.task_id].get_actions(
                        state.revision.content_object, user
                    ),
                )
                for state in states
            ],
        }


def _to_decide(user: AnyUser) -> QuerySet[TaskState]:
    states = TaskState.objects.reviewable_by(user).filter(
        revision__base_content_type=get_default_page_content_type()
    )
    states = states.annotate(
        previous_revision_id=Revision.objects.previous_revision_id_subquery(),
    )
    related = states.select_related("task", "revision__user", "workflow_state__workflow")
    related = related.prefetch_related("revision__content_object")
    return related.order_by("started_at", "pk")[:MAX_SHOWN]


def _tasks_of(workflow_states: list[WorkflowState]) -> dict[int, list[Task]]:
    """Return the tasks of each workflow state, with `status` and `status_display`. One query."""
    step = "workflow__workflow_tasks"
    latest = TaskState.objects.filter(workflow_state=OuterRef("pk"), task=OuterRef(f"{step}__task"))
    rows = WorkflowState.objects.filter(pk__in=[state.pk for state in workflow_states]).values_list(
        "pk", f"{step}__task", f"{step}__task__name",
        Subquery(latest.order_by("-started_at", "-pk").values("status")[:1]),
    )  # fmt: skip
    words = dict(TaskState.STATUS_CHOICES)
    tasks: dict[int, list[Task]] = {state.pk: [] for state in workflow_states}
    for workflow_state, pk, name, status in rows.order_by("pk", f"{step}__sort_order"):
        task = Task(pk=pk, name=name)
        task.status, task.status_display = status, words.get(status, "Not started")
        tasks[workflow_state].append(task)
    return tasks


def _decision(state: TaskState, *, tasks: list[Task], actions: list[Any]) -> dict[str, Any]:
    """Return what Wagtail's template shows of a page."""
    page = state.revision.content_object
    if page.latest_revision_id == state.revision_id:
        page.latest_revision = state.revision
    return {
        "obj": page,
        "revision": state.revision,
        "previous_revision_id": state.previous_revision_id,
        "live_revision_id": page.live_revision_id,
        "task_state": state,
        "actions": actions,
        "workflow_tasks": tasks,
        "workflow_action_url_name": "wagtailadmin_pages:workflow_action",
        "workflow_preview_url_name": "wagtailadmin_pages:workflow_preview",
        "revisions_compare_url_name": "wagtailadmin_pages:revisions_compare",
    }


class OwnRequestsPanel(Component):
    """The latest of the user's requests for approval, and how many there are. Two queries."""

    name = "own_requests"
    template_name = "catalog/desk/own_requests.html"
    order = UserObjectsInWorkflowModerationPanel.order

    def __init__(self, user: AnyUser) -> None:
        self.user = user

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        requests = own_requests(self.user)
        count = requests[0].row_count if requests else 0
        return {
            "requests": requests,
            "hidden_count": count - len(requests),
            "editable": changeable_pages(self.user, {request.page_key for request in requests}),
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
def replace_approval_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Put these panels in the places of Wagtail's."""
    for position, panel in enumerate(panels):
        match panel:
            case WorkflowObjectsToModeratePanel():
                panels[position] = ApprovalsPanel()
            case UserObjectsInWorkflowModerationPanel():
                panels[position] = OwnRequestsPanel(request.user)
