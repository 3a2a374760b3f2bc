"""Ways from the pages of a product or bundle back to its list, instead of to the page explorer."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.views.pages.history import (
    PageHistoryView,
    WorkflowHistoryDetailView,
    WorkflowHistoryView,
)
from wagtail.admin.views.pages.revisions import RevisionsCompareView
from wagtail.admin.views.pages.usage import UsageView
from wagtail.models import Page

from catalog.desk.listings.page_listings import bundles, products
from catalog.desk.pages.create_views import SkuCreateView
from catalog.desk.pages.workflow_decisions import EditOnce
from catalog.models import BundleIndexPage, BundlePage, ProductIndexPage, ProductPage

if TYPE_CHECKING:
    from wagtail.admin.views.pages.history import PageHistoryView as PageView
else:
    PageView = object

LISTINGS = {
    ProductPage: products,
    ProductIndexPage: products,
    BundlePage: bundles,
    BundleIndexPage: bundles,
}
Crumb = dict[str, str | None]


def list_url(page: Page) -> str:
    """Return the URL of the list of products or of bundles."""
    return reverse(LISTINGS[type(page)].get_url_name("index"))


def list_came_from(request: HttpRequest, page: Page) -> str:
    """Return the list's URL, with the filters in force if the request comes from there."""
    plain = list_url(page)
    came_from = urlsplit(request.headers.get("Referer", ""))
    is_list = came_from.path == plain and came_from.netloc == request.get_host()
    return f"{plain}?{came_from.query}" if is_list and came_from.query else plain


def crumbs_of(page: Page) -> list[Crumb]:
    """Return the way to a product or bundle: home, list, page. For an index page, home and list."""
    listing = LISTINGS[type(page)]
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": "Home"},
        {"url": reverse(listing.get_url_name("index")), "label": listing.menu_label},
    ]
    if isinstance(page, ProductPage | BundlePage):
        edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        crumbs.append({"url": edit_url, "label": page.get_admin_display_title()})
    return crumbs


class CreateFromList(SkuCreateView):
    def redirect_away(self) -> HttpResponse:
        return redirect(self.next_url or list_url(self.page))


class EditFromList(EditOnce):
    """Edit form that leads back to the part of the list from which it was opened."""

    next_url: str

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.next_url = self.next_url or list_came_from(request, self.page)
        return super().get(request, *args, **kwargs)

    def redirect_away(self) -> HttpResponse:
        return redirect(self.next_url or list_url(self.page))


class CrumbsInDesk(PageView):
    """Mixin, first in the bases of a view about one page."""

    @cached_property
    def breadcrumbs_items(self) -> list[Crumb]:
        return crumbs_of(self.object.specific)


class HistoryInDesk(CrumbsInDesk, PageHistoryView):
    pass


class UsageInDesk(CrumbsInDesk, UsageView):
    pass


class ComparisonInDesk(CrumbsInDesk, RevisionsCompareView):
    pass


class WorkflowHistoryInDesk(CrumbsInDesk, WorkflowHistoryView):
    pass


class WorkflowDetailInDesk(CrumbsInDesk, WorkflowHistoryDetailView):
    pass
