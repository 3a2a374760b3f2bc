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
from wagtail.admin.views.pages.workflow import CollectWorkflowActionDataView
from wagtail.models import Page

from catalog.desk.pages.create_views import CopyUnderSku, SkuCreateView
from catalog.desk.pages.publish_warnings import facts_of, warnings_about
from catalog.desk.pages.workflow_decisions import DecideOnce, ShopPageViewSet
from catalog.models import BundleIndexPage, BundlePage, ProductIndexPage, ProductPage
from catalog.pages.approval import approve_by_publishing, may_publish_by_form

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


class Decide(WithWarnings, DecideOnce):
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
        return self.leave()


class CollectComment(WithWarnings, CollectWorkflowActionDataView):
    pass


class SoldPageViewSet(ShopPageViewSet):
    add_view_class = SkuCreateView
    copy_view_class = CopyUnderSku
    workflow_action_view_class = Decide
    collect_workflow_action_data_view_class = CollectComment


@hooks.register("register_admin_viewset")
def register_views_of_our_pages():
    return [
        SoldPageViewSet(model=ProductPage, name="sold_product"),
        SoldPageViewSet(model=BundlePage, name="sold_bundle"),
        ShopPageViewSet(model=ProductIndexPage, name="list_of_products"),
        ShopPageViewSet(model=BundleIndexPage, name="list_of_bundles"),
    ]


@hooks.register("before_publish_page", order=-1)
def approve_what_the_form_publishes(request, page: Page):
    """The form's draft is saved by then: refused, it stays one."""
    try:
        approve_by_publishing(page, page.latest_revision, request.user)
    except ValidationError as refusal:
        reason = " ".join(refusal.messages)
        messages.error(request, f"“{page.title}” is saved as a draft and not published. {reason}")
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("construct_page_action_menu")
def leave_out_publishing_what_others_approve(menu_items, request, context) -> None:
    page = context.get("page")
    if page and page.pk and not may_publish_by_form(page, request.user):
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]
