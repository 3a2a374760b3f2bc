"""Routing from an index page to its children."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from wagtail.models import Page as PageBase
else:
    PageBase = object


class SectionRouting(PageBase):
    """Mixin of index pages whose children have one model: load a child with one query.

    Wagtail would load the Page first and the product or bundle afterwards.
    """

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        if path_components:
            slug, *rest = path_components
            [sold] = self.allowed_subpage_models()
            if child := sold.objects.child_of(self).filter(slug=slug).first():
                return child.route(request, rest)
        return super().route(request, path_components)
