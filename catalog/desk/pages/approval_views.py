"""Approval outside the edit form, with the same warnings.

Wagtail's dashboard approves with one click. Here the warnings about a draft are shown first, and a
draft that breaks a rule is refused with the reason.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.views.pages.workflow import CollectWorkflowActionDataView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from catalog.desk.pages.create_views import SkuCopyView
from catalog.desk.pages.desk_navigation import (
    ComparisonInDesk,
    CreateFromList,
    EditFromList,
    HistoryInDesk,
    UsageInDesk,
    WorkflowDetailInDesk,
    WorkflowHistoryInDesk,
)
from catalog.desk.pages.publish_warnings import summarise_draft, warnings_about
from catalog.desk.pages.workflow_decisions import DecideOnce, ShopPageViewSet
from catalog.models import BundleIndexPage, BundlePage, ProductIndexPage, ProductPage
from catalog.pages.rights.approval import approve_by_publishing, may_publish_by_form

if TYPE_CHECKING:
    from wagtail.admin.views.pages.workflow import WorkflowActionView as WorkflowView
else:
    WorkflowView = object

SEEN = "warnings_seen"


class WithWarnings(WorkflowView):
    """Mixin: warnings about the revision to be approved, which may not be the latest draft."""

    template_name = "catalog/desk/approve_modal.html"

    @cached_property
    def warnings(self) -> list[str]:
        if self.action_name != "approve":
            return []
        return warnings_about(summarise_draft(self.task_state.revision.as_object()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(warnings=self.warnings, seen=SEEN, **kwargs)


class Decide(WithWarnings, DecideOnce):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.warnings and SEEN not in request.POST:
            context = self.get_context_data(next=request.POST.get("next", ""))
            return render(request, "catalog/desk/approve_page.html", context)
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except ValidationError as refusal:
            reason = " ".join(refusal.messages)
            messages.error(request, f"“{self.object}” cannot be published. {reason}")
        return self.redirect_response()


class CollectComment(WithWarnings, CollectWorkflowActionDataView):
    pass


class SoldPageViewSet(ShopPageViewSet):
    add_view_class = CreateFromList
    edit_view_class = EditFromList
    history_view_class = HistoryInDesk
    usage_view_class = UsageInDesk
    revisions_compare_view_class = ComparisonInDesk
    workflow_history_view_class = WorkflowHistoryInDesk
    workflow_history_detail_view_class = WorkflowDetailInDesk
    copy_view_class = SkuCopyView
    workflow_action_view_class = Decide
    collect_workflow_action_data_view_class = CollectComment


@hooks.register("register_admin_viewset")
def register_page_viewsets() -> list[PageViewSet]:
    return [
        SoldPageViewSet(model=ProductPage, name="sold_product"),
        SoldPageViewSet(model=BundlePage, name="sold_bundle"),
        ShopPageViewSet(model=ProductIndexPage, name="list_of_products"),
        ShopPageViewSet(model=BundleIndexPage, name="list_of_bundles"),
    ]


@hooks.register("before_publish_page", order=-1)
def approve_on_publish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Approve the saved draft before it is published; if this is refused, it stays a draft."""
    try:
        approve_by_publishing(page, page.latest_revision, request.user)
    except ValidationError as refusal:
        reason = " ".join(refusal.messages)
        messages.error(request, f"“{page.title}” is saved as a draft and not published. {reason}")
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("construct_page_action_menu")
def hide_publish_action(
    menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Remove “Publish” from the form's menu if the page awaits someone else's approval."""
    page = context.get("page")
    if page and page.pk and not may_publish_by_form(page, request.user):
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]
