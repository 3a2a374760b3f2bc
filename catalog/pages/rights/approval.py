"""Publishing of pages in a workflow: it approves the draft, or is refused.

Wagtail cancels a page's workflow on publishing. Here `WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH` is off,
and every way to publish calls `approve_by_publishing` first.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.signals import workflow_approved

from catalog.models.users import AnyUser

if TYPE_CHECKING:
    from wagtail.models import Page as PageBase
else:
    PageBase = models.Model


def refusal_to_publish(
    page: Page, user: AnyUser | None, *, revision: Revision | None = None
) -> str:
    """Return why this user cannot publish the page, or "" if they can.

    Checks `revision` if given, else the latest draft.
    """
    state = page.current_workflow_state
    if state is None:
        return ""
    task_state = state.current_task_state
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        if revision and _is_newer(revision, task_state) and _may_approve(task_state, page, user):
            return ""
        return _changes_requested(task_state)
    if _may_approve(task_state, page, user):
        return ""
    return (
        f"It is awaiting “{task_state.task.name}”. It goes live when it is approved there, "
        "or can be published after its workflow is cancelled."
    )


@transaction.atomic
def approve_by_publishing(page: Page, revision: Revision, user: AnyUser | None) -> None:
    """Approve the remaining tasks of the page's workflow before the revision is published.

    Raise ValidationError if the user may not approve all of them. A revision that was scheduled
    earlier goes live without a user and leaves the workflow of a later draft unchanged.
    """
    state = page.current_workflow_state
    if state is None or (user is None and revision.approved_go_live_at):
        return
    if refusal := refusal_to_publish(page, user, revision=revision):
        raise ValidationError(refusal)
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=user)
    while state.status == WorkflowState.STATUS_IN_PROGRESS:
        _approve_task(state, page, revision, user)
    workflow_approved.send(sender=type(state), instance=state, user=user)


def _approve_task(
    state: WorkflowState, page: Page, revision: Revision, user: AnyUser | None
) -> None:
    task_state = state.current_task_state.specific
    if not _may_approve(task_state, page, user):
        raise ValidationError(
            f"“{task_state.task.name}” is next in its workflow. It goes live when it is approved "
            "there too."
        )
    task_state.revision = revision
    task_state.approve(user=user, update=False)
    state.current_task_state = task_state
    if state.get_next_task():
        state.update(user=user)
        return
    state.status = WorkflowState.STATUS_APPROVED
    state.save()


def may_publish_by_form(page: Page, user: AnyUser) -> bool:
    """Whether the page is in no workflow, or the user may approve it."""
    state = page.current_workflow_state
    return state is None or _may_approve(state.current_task_state, page, user)


def _may_approve(task_state: TaskState, page: Page, user: AnyUser | None) -> bool:
    actions = task_state.task.specific.get_actions(page, user) if user else ()
    return any(action[0] == "approve" for action in actions)


def _is_newer(revision: Revision, task_state: TaskState) -> bool:
    return bool(task_state.finished_at) and revision.created_at > task_state.finished_at


def _changes_requested(task_state: TaskState) -> str:
    comment = f": “{task_state.comment}”" if task_state.comment else ""
    return (
        f"Changes were requested at “{task_state.task.name}”{comment}. Make them and submit the "
        "page again; it goes live when it is approved."
    )


class PublishedByApproval(PageBase):
    """Mixin of pages: publishing completes the page's workflow or is refused."""

    class Meta:
        abstract = True

    def publish(
        self, revision: Revision, user: AnyUser | None = None, *args: Any, **kwargs: Any
    ) -> None:
        with transaction.atomic():
            approve_by_publishing(self, revision, user)
            return super().publish(revision, user, *args, **kwargs)
