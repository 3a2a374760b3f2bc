"""Approving from elsewhere than the form: what should be looked at is shown there too.

One press on the dashboard approves, in Wagtail. Here a draft with warnings is shown with them
first; and one that breaks a rule by now is refused with the reason.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.views.pages.workflow import CollectWorkflowActionDataView, WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from catalog.desk.checks import facts_of, warnings_about
from catalog.desk.creating import CopyUnderSku, CreateUnderSku
from catalog.models import BundlePage, ProductPage

SEEN = "warnings_seen"


class WithWarnings:
    """Of the version that is to be approved, which need not be the latest draft."""

    template_name = "catalog/desk/approve_modal.html"

    @cached_property
    def warnings(self) -> list[str]:
        if self.action_name != "approve":
            return []
        return warnings_about(facts_of(self.task_state.revision.as_object()))

    def get_context_data(self, **kwargs):
        return super().get_context_data(warnings=self.warnings, seen=SEEN, **kwargs)


class Decide(WithWarnings, WorkflowActionView):
    def post(self, request, *args, **kwargs):
        if self.warnings and SEEN not in request.POST:
            context = self.get_context_data(next=request.POST.get("next", ""))
            return render(request, "catalog/desk/approve_page.html", context)
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except ValidationError as refusal:
            reason = " ".join(refusal.messages)
            messages.error(request, f"“{self.object}” cannot be published. {reason}")
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(
                request, {"step": "success", "redirect": self.redirect_url}
            )
        return redirect(self.redirect_url)


class CollectComment(WithWarnings, CollectWorkflowActionDataView):
    pass


class SoldPageViewSet(PageViewSet):
    parent_models = ()  # the lists below a section stay Wagtail's
    add_view_class = CreateUnderSku
    copy_view_class = CopyUnderSku
    workflow_action_view_class = Decide
    collect_workflow_action_data_view_class = CollectComment


@hooks.register("register_admin_viewset")
def register_views_of_what_is_sold():
    return [
        SoldPageViewSet(model=ProductPage, name="sold_product"),
        SoldPageViewSet(model=BundlePage, name="sold_bundle"),
    ]


@hooks.register("before_bulk_action")
def leave_out_what_cannot_be_published(request, action_type, objects, action) -> None:
    """Wagtail would stop at the first page that breaks a rule, with an error. `objects` is the very
    list that it publishes next."""
    if action_type != "publish" or action.model is not Page:
        return
    for page in list(objects):
        draft = page.specific.get_latest_revision_as_object()
        try:
            draft.full_clean()
        except ValidationError as refusal:
            objects.remove(page)
            reason = " ".join(refusal.messages)
            messages.error(request, f"“{draft.title}” cannot be published. {reason}")
