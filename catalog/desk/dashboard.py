"""Catalogue panel on the admin's home page: pages that need an editor's work."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision, TaskState
from wagtail.permissions import page_permission_policy

from catalog.desk.listings.filters import TODO, pages_awaiting_approval
from catalog.models import BundlePage, ProductPage, Stock
from catalog.models.users import AnyUser
from catalog.pages.picture_status import UNFINISHED

MAX_SHOWN = 8


class CatalogueTasksPanel(Component):
    """Four short lists with links to the full lists and to the pages that the user may open.

    The number of queries is fixed.
    """

    name = "catalogue_work"
    template_name = "catalog/desk/dashboard.html"
    order = 50

    def __init__(self, user: AnyUser) -> None:
        self.user = user

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        lists = f"{reverse('products:index')}?"
        waiting = Page.objects.filter(pk__in=pages_awaiting_approval())
        product_pictures = ProductPage.objects.filter(UNFINISHED)
        bundle_pictures = BundlePage.objects.filter(UNFINISHED)
        product_picture_count = product_pictures.count()
        bundle_picture_count = bundle_pictures.count()
        pictures = [
            *product_pictures.order_by("-live", "title")[:MAX_SHOWN],
            *bundle_pictures.order_by("-live", "title")[:MAX_SHOWN],
        ]
        low = Stock.objects.low().filter(sku__page__live=True)
        shown = {
            "waiting": list(waiting.order_by("-latest_revision_created_at")[:MAX_SHOWN]),
            "pictures": sorted(pictures, key=lambda page: (not page.live, page.title))[:MAX_SHOWN],
            "low": list(low.free().order_by(F("free_now")).select_related("sku__page")[:MAX_SHOWN]),
            "scheduled": scheduled_changes(),
        }
        return shown | {
            "editable": _editable_pages(self.user, shown),
            "may_change_stock": self.user.has_perm("catalog.change_stock"),
            "waiting_count": waiting.count(),
            "waiting_url": f"{lists}status=waiting",
            "picture_count": product_picture_count + bundle_picture_count,
            "product_picture_count": product_picture_count,
            "bundle_picture_count": bundle_picture_count,
            "pictures_url": f"{lists}picture={TODO}",
            "bundle_pictures_url": f"{reverse('bundles:index')}?picture={TODO}",
            "low_count": low.count(),
            "low_url": f"{lists}stock=low",
            "scheduled_url": f"{lists}status=scheduled",
        }


def _editable_pages(user: AnyUser, shown: dict[str, list]) -> set[int]:
    """Return the ids of the shown pages whose forms the user may open, to edit or to approve."""
    pks = {0}  # no page has this id; it keeps the number of queries fixed if nothing is shown
    pks |= {page.pk for page in (*shown["waiting"], *shown["pictures"])}
    pks |= {stock.sku.page_id for stock in shown["low"]}
    pks |= {change["page_id"] for change in shown["scheduled"]}
    changeable = page_permission_policy.instances_user_has_permission_for(user, "change")
    to_decide = TaskState.objects.reviewable_by(user).filter(
        revision__base_content_type=ContentType.objects.get_for_model(Page)
    )
    decidable = {int(pk) for pk in to_decide.values_list("revision__object_id", flat=True)}
    return {*changeable.filter(pk__in=pks).values_list("pk", flat=True), *(pks & decidable)}


def scheduled_changes() -> list[dict]:
    """Return scheduled changes, soonest first: `at`, `what`, `title`, `page_id`."""
    going_live = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    expiring = Page.objects.filter(live=True, expire_at__isnull=False)
    changes = [
        {"at": at, "what": "goes live", "title": title, "page_id": int(page_id)}
        for at, title, page_id in going_live.order_by("approved_go_live_at").values_list(
            "approved_go_live_at", "object_str", "object_id"
        )[:MAX_SHOWN]
    ]
    changes += [
        {"at": at, "what": "expires", "title": title, "page_id": int(page_id)}
        for at, title, page_id in expiring.order_by(F("expire_at")).values_list(
            "expire_at", "title", "pk"
        )[:MAX_SHOWN]
    ]
    return sorted(changes, key=lambda change: change["at"])[:MAX_SHOWN]


@hooks.register("construct_homepage_panels")
def add_catalogue_tasks_panel(request: HttpRequest, panels: list[Component]) -> None:
    if page_permission_policy.user_has_any_permission(request.user, {"add", "change", "publish"}):
        panels.append(CatalogueTasksPanel(request.user))
