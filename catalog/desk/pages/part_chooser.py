"""Chooser of a bundle's parts: Wagtail's page chooser without its queries for each row."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.widgets import AdminPageChooser, BaseChooser
from wagtail.models import Page
from wagtail.query import PageQuerySet

from catalog.models import ProductPage


class PartChooser(AdminPageChooser):
    """Page chooser of products. `known` is the product already loaded for its row."""

    known: ProductPage | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(target_models=[ProductPage], **kwargs)

    def get_instance(self, value: object) -> Page | None:
        if self.known and str(value) == str(self.known.pk):
            return self.known
        return super().get_instance(value)

    def get_value_data_from_instance(self, instance: Page | None) -> dict[str, Any] | None:
        """Omit the parent page, which costs queries: the chooser opens at the products anyway."""
        return BaseChooser.get_value_data_from_instance(self, instance)


@hooks.register("construct_page_chooser_queryset")
def exclude_kits(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Exclude kits from the chooser of parts, the only one limited to products."""
    if request.GET.get("page_type") != ProductPage._meta.label_lower:
        return pages
    kits = ProductPage.objects.filter(product_type__is_bundle_type=True)
    return pages.exclude(pk__in=kits.values("pk"))
