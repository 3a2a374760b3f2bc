"""A decision about a page that is sent twice, or was overtaken by somebody else's, is made once."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, TaskState


def lock_workflow_of(page: Page) -> None:
    """Until the end of the transaction: who decides next sees what was decided."""
    list(page.workflow_states.active().select_for_update(of=("self",)).values_list("pk"))


class DecideOnce(WorkflowActionView):
    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            lock_workflow_of(self.object)
            self.task_state.refresh_from_db()
            if self.task_state.status == TaskState.STATUS_IN_PROGRESS:
                return super().post(request, *args, **kwargs)
        self.add_not_in_moderation_error()
        return self.leave()

    def leave(self):
        if self.request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(
                self.request, {"step": "success", "redirect": self.redirect_url}
            )
        return redirect(self.redirect_url)


class EditOnce(EditView):
    @cached_property
    def action_name_and_method(self):
        """Wagtail saves by itself with whatever the form holds, a pressed button included."""
        if self.expects_json_response:
            return ("save", self.save_action)
        return super().action_name_and_method

    def save_action(self):
        if self.request.POST.get("action-workflow-action"):
            self._tell_decided()
        return super().save_action()

    def publish_action(self):
        """What approves the draft is undone where publishing it fails."""
        with transaction.atomic():
            return super().publish_action()

    def perform_workflow_action(self):
        with transaction.atomic():
            lock_workflow_of(self.page)
            if self.workflow_action_is_valid():
                return super().perform_workflow_action()
        return self.save_action()

    def _tell_decided(self) -> None:
        if not self.expects_json_response:
            messages.warning(
                self.request,
                f"“{self.page.title}” is no longer awaiting this: it was decided meanwhile. "
                "What you changed is saved as a draft.",
            )


class ShopPageViewSet(PageViewSet):
    parent_models = ()  # the lists below a section stay Wagtail's
    edit_view_class = EditOnce
    workflow_action_view_class = DecideOnce
