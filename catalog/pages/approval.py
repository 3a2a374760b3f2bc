"""Publishing a page that is in a workflow: it approves the draft there, or it is refused.

Wagtail cancels the workflow of whatever is published. Here (`WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH` is
off) every way to publish asks `approve_by_publishing` first.
"""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.signals import workflow_approved


def refusal_to_publish(page: Page, user, *, revision: Revision | None = None) -> str:
    """Why this user cannot publish the page's draft by now; empty when nothing is in the way.

    With a revision: whether that one may be published. Without: the latest draft, unseen.
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
        f"It is awaiting “{task_state.task.name}”: it goes live when it is approved there, "
        "or can be published once its workflow is cancelled."
    )


@transaction.atomic
def approve_by_publishing(page: Page, revision: Revision, user) -> None:
    """End the page's workflow as approved by this user, before the revision is published.

    ValidationError when the user may not approve all that is left of it. A version that was
    scheduled before goes live by itself, and leaves the workflow of a later draft as it is.
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


def _approve_task(state: WorkflowState, page: Page, revision: Revision, user) -> None:
    task_state = state.current_task_state.specific
    if not _may_approve(task_state, page, user):
        raise ValidationError(
            f"“{task_state.task.name}” comes next in its workflow: it goes live when it is "
            "approved there too."
        )
    task_state.revision = revision
    task_state.approve(user=user, update=False)
    state.current_task_state = task_state
    if state.get_next_task():
        state.update(user=user)
        return
    state.status = WorkflowState.STATUS_APPROVED
    state.save()


def may_publish_by_form(page: Page, user) -> bool:
    """Whether nothing waits for approval, or the user may give it."""
    state = page.current_workflow_state
    return state is None or _may_approve(state.current_task_state, page, user)


def _may_approve(task_state: TaskState, page: Page, user) -> bool:
    actions = task_state.task.specific.get_actions(page, user) if user else ()
    return any(action[0] == "approve" for action in actions)


def _is_newer(revision: Revision, task_state: TaskState) -> bool:
    return bool(task_state.finished_at) and revision.created_at > task_state.finished_at


def _changes_requested(task_state: TaskState) -> str:
    comment = f": “{task_state.comment}”" if task_state.comment else ""
    return (
        f"Changes were requested at “{task_state.task.name}”{comment}. Make them and submit it "
        "again: it goes live when it is approved."
    )


class PublishedByApproval(models.Model):
    """A page that leaves no workflow behind unapproved when it is published."""

    class Meta:
        abstract = True

    def publish(self, revision, user=None, *args, **kwargs):
        with transaction.atomic():
            approve_by_publishing(self, revision, user)
            return super().publish(revision, user, *args, **kwargs)
