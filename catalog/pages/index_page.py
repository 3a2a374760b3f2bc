"""Lists of the catalogue: what the index pages of products and of bundles share."""

from typing import Any

from django.db import models
from django.http import HttpRequest, QueryDict
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PagePermissionTester

from catalog.listing import Listing
from catalog.models.users import AnyUser
from catalog.pages.approval import PublishedByApproval
from catalog.pages.content_only_forms import TitlePanel
from catalog.pages.forms import IndexPageForm
from catalog.pages.permissions import IndexPagePermissions
from catalog.pages.routes import SectionRouting

TEMPLATE = "catalog/index_page.html"


class IndexPage(PublishedByApproval, SectionRouting, Page):
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

    def permissions_for_user(self, user: AnyUser) -> PagePermissionTester:
        return IndexPagePermissions(user, self)

    def read_listing(self, query: QueryDict) -> Listing:
        """Read what is on sale below this page, as the query string filters and sorts it."""
        raise NotImplementedError

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        listed = {"listing": self.read_listing(request.GET), "noun": self.noun}
        return super().get_context(request, *args, **kwargs) | listed
