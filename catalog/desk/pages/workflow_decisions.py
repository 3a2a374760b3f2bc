"""Workflow decisions that are made once, even if sent twice or by two moderators."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, TaskState


def lock_workflow_of(page: Page) -> None:
    """Lock the page's workflow until the transaction ends, so that decisions are serialised."""
    list(page.workflow_states.active().select_for_update(of=("self",)).values_list("pk"))


class DecideOnce(WorkflowActionView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            lock_workflow_of(self.object)
            self.task_state.refresh_from_db()
            if self.task_state.status == TaskState.STATUS_IN_PROGRESS:
                return super().post(request, *args, **kwargs)
        self.add_not_in_moderation_error()
        return self.redirect_response()

    def redirect_response(self) -> HttpResponse:
        """Redirect, within the modal dialogue if the request came from it."""
        if self.request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(
                self.request, {"step": "success", "redirect": self.redirect_url}
            )
        return redirect(self.redirect_url)


class EditOnce(EditView):
    @cached_property
    def action_name_and_method(self) -> tuple[str, Callable[[], HttpResponse]]:
        """Always save in autosave requests, whose data may include a pressed button."""
        if self.expects_json_response:
            return ("save", self.save_action)
        return super().action_name_and_method

    def save_action(self) -> HttpResponse:
        if self.request.POST.get("action-workflow-action"):
            self._warn_already_decided()
        return super().save_action()

    def publish_action(self) -> HttpResponse:
        """Publish in a transaction, so that the approval is rolled back if publishing fails."""
        with transaction.atomic():
            return super().publish_action()

    def perform_workflow_action(self) -> HttpResponse:
        with transaction.atomic():
            lock_workflow_of(self.page)
            if self.workflow_action_is_valid():
                return super().perform_workflow_action()
        return self.save_action()

    def _warn_already_decided(self) -> None:
        if not self.expects_json_response:
            messages.warning(
                self.request,
                f"“{self.page.title}” is no longer awaiting this decision: it was decided "
                "meanwhile. Your changes are saved as a draft.",
            )


class ShopPageViewSet(PageViewSet):
    parent_models = ()  # keeps Wagtail's own listings of child pages
    edit_view_class = EditOnce
    workflow_action_view_class = DecideOnce
