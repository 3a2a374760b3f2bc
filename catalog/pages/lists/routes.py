"""Routing from an index page to its children and its sections."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from wagtail.url_routing import RouteResult

from catalog.pages.lists.bundle_sections import BundleSection
from catalog.pages.lists.sections import Section

if TYPE_CHECKING:
    from wagtail.models import Page as PageBase
else:
    PageBase = object


class SectionRouting(PageBase):
    """Mixin of index pages whose children have one model: load a child with one query.

    Wagtail would load the Page first and the product or bundle afterwards. A path that is no
    child's may be one of the page's own sections.
    """

    def find_section(self, components: list[str]) -> Section | BundleSection | None:
        """Return the section at this path below the page, or None."""
        return None

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        if path_components:
            slug, *rest = path_components
            [sold] = self.allowed_subpage_models()
            if child := sold.objects.child_of(self).with_page_facts().filter(slug=slug).first():
                return child.route(request, rest)
            if self.live and (section := self.find_section(path_components)):
                return RouteResult(self, kwargs={"section": section})
        return super().route(request, path_components)
