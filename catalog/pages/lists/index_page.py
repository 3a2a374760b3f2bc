"""Lists of the catalogue: what the index pages of products and of bundles share."""

from typing import Any

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PagePermissionTester

from catalog.listing.filters import has_empty_values, query_without
from catalog.listing.listing import Listing
from catalog.models.listed_offer import ListedOffer
from catalog.models.users import AnyUser
from catalog.offers.refresh import refresh_offers
from catalog.pages.display.structured_data import HOME, breadcrumb_data
from catalog.pages.forms import IndexPageForm
from catalog.pages.lists.bundle_sections import BundleSection
from catalog.pages.lists.routes import SectionRouting
from catalog.pages.lists.sections import Section
from catalog.pages.rights.approval import PublishedByApproval
from catalog.pages.rights.content_only_forms import TitlePanel
from catalog.pages.rights.permissions import IndexPagePermissions
from sitewide.public_pages import PublicPage

TEMPLATE = "catalog/index_page.html"
type AnySection = Section | BundleSection


class IndexPage(PublicPage, PublishedByApproval, SectionRouting, Page):
    """Abstract page that lists what is on sale below it. `noun` names one of these.

    Wagtail sets `template` for each class, so the subclasses repeat it.
    """

    introduction = models.CharField(max_length=300, blank=True)

    max_count = 1
    noun = ""
    base_form_class = IndexPageForm
    content_panels = [TitlePanel("title"), FieldPanel("introduction")]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save, and refresh the offers below the page if its URL has changed."""
        with transaction.atomic():
            result = super().save(*args, **kwargs)
            below = ListedOffer.objects.filter(page__in=self.get_children().values("pk"))
            first = below.first()
            if first and not first.url.startswith(self.get_url() or ""):
                refresh_offers(self.get_children().values_list("pk", flat=True))
        return result

    def permissions_for_user(self, user: AnyUser) -> PagePermissionTester:
        return IndexPagePermissions(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect a form's empty fields to the URL without them."""
        if has_empty_values(request.GET):
            return redirect("?".join(filter(None, (request.path, query_without(request.GET)))))
        return super().serve(request, *args, **kwargs)

    def read_listing(self, query: QueryDict, section: AnySection | None) -> Listing:
        """Read what is on sale below this page, as the query string filters and sorts it."""
        raise NotImplementedError

    def _breadcrumb(self, url: str, section: AnySection | None) -> dict:
        crumbs = [(name, url + path) for name, path in section.crumbs] if section else []
        return breadcrumb_data(HOME, (self.title, url), *crumbs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        section = kwargs.get("section")
        url = self.get_url(request) or ""
        listed = {
            "listing": self.read_listing(request.GET, section),
            "noun": self.noun,
            "section": section,
            "index_url": url,
            "list_url": url + (section.path if section else ""),
            "structured_data": self._breadcrumb(url, section),
        }
        return super().get_context(request, *args, **kwargs) | listed
