"""Chooser of a bundle's parts: products as cards with their pictures, several at once."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.query import PageQuerySet

from catalog.desk.listings.search import OF_PRODUCTS, search_pages
from catalog.models import Category, ProductPage
from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of
from catalog.pages.rights.selling_rights import may_change_selling_terms
from sitewide.numbers import primary_keys

CARDS_PER_PAGE = 24
MAX_CHOSEN = 200


class PartFilterForm(BaseFilterForm):
    q = forms.CharField(required=False, label="Title or SKU")
    category = forms.ModelChoiceField(
        Category.objects.all(),
        required=False,
        empty_label="All categories",
        widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
    )

    def filter(self, objects: PageQuerySet) -> PageQuerySet:
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        if category := self.cleaned_data["category"]:
            objects = objects.filter(category=category)
        return search_pages(objects, self.search_query, columns=OF_PRODUCTS)


class ForSellers:
    """Mixin of the chooser's views: only who may change parts sees them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_change_selling_terms(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of View


class PartCards(ForSellers):
    """Mixin: the products that can be parts, as cards. Kits cannot."""

    filter_form_class = PartFilterForm
    results_template_name = "catalog/desk/part_chooser/cards.html"
    per_page = CARDS_PER_PAGE
    ordering = "title"

    def get_object_list(self) -> PageQuerySet:
        products = ProductPage.objects.exclude(product_type__is_bundle_type=True)
        return products.with_offer_facts().defer("body", "specification", "questions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = current_rules()
        for product in self.results:  # type: ignore[attr-defined]  # of the view
            product.offer_now = offer_of(product, rules)
            product.choose_url = reverse(self.chosen_url_name, args=[product.pk])  # type: ignore[attr-defined]
        return super().get_context_data(**kwargs)  # type: ignore[misc]  # of the view

    def can_create(self) -> bool:
        return False


class ChoosePart(PartCards, ChooseView):
    template_name = "catalog/desk/part_chooser/dialogue.html"


class ChoosePartResults(PartCards, ChooseResultsView):
    pass


class ChosenPart(ForSellers, ChosenView):
    pass


class ChosenParts(ForSellers, ChosenMultipleView):
    def get_objects(self, pks: list[str]) -> list[ProductPage]:
        """Return the products in the order in which they were ticked."""
        keys = primary_keys(pks)
        products = ProductPage.objects.in_bulk(keys[:MAX_CHOSEN])
        return [products[key] for key in dict.fromkeys(keys) if key in products]


class PartChooserViewSet(ChooserViewSet):
    model = ProductPage
    icon = "tag"
    choose_one_text = "Choose a product"
    choose_another_text = "Choose another product"
    edit_item_text = "Edit this product"
    page_title = "Choose products"
    per_page = CARDS_PER_PAGE
    register_widget = False
    choose_view_class = ChoosePart
    choose_results_view_class = ChoosePartResults
    chosen_view_class = ChosenPart
    chosen_multiple_view_class = ChosenParts


part_chooser = PartChooserViewSet("part_chooser", url_prefix="part-chooser")


class PartChooser(part_chooser.widget_class):  # type: ignore[name-defined]  # built by Wagtail
    """Widget of a part's product. `known` is the product already loaded for its row."""

    known: ProductPage | None = None
    display_title_key = "title"

    def get_instance(self, value: object) -> ProductPage | None:
        if self.known and str(value) == str(self.known.pk):
            return self.known
        return super().get_instance(value)

    def get_value_data_from_instance(self, instance: ProductPage) -> dict[str, Any]:
        """Return what the row shows, without a query for the URL of each product's form."""
        return {
            "id": instance.pk,
            "title": instance.get_admin_display_title(),
            "edit_url": reverse("wagtailadmin_pages:edit", args=[instance.pk]),
        }

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["autovise/js/part-chooser.js"])


@hooks.register("register_admin_viewset")
def register_part_chooser() -> PartChooserViewSet:
    return part_chooser
