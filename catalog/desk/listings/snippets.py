"""Admin views of categories, subcategories, product types and tags. Used ones are not deleted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from catalog.desk.listings.page_listings import product_list_url
from catalog.models import Category, ProductType, Subcategory, SynonymGroup, Tag
from sitewide.numbers import is_primary_key

if TYPE_CHECKING:
    from wagtail.snippets.views.chooser import ChooseView as ChooserView
else:
    ChooserView = object

USES: dict[type[models.Model], str] = {
    Category: "category",
    Subcategory: "subcategory",
    ProductType: "product_type",
    Tag: "tags",
}


class UsedByColumn(Column):
    """Number of products, linked to their list."""

    cell_template_name = "catalog/desk/used_by_cell.html"

    def get_cell_context_data(
        self, instance: models.Model, parent_context: dict[str, Any]
    ) -> dict[str, Any]:
        filters = {USES[type(instance)]: instance.pk}
        return super().get_cell_context_data(instance, parent_context) | {
            "url": product_list_url(**filters)
        }


class UsedByIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().annotate(used_by=Count("products", distinct=True))


USED_BY = UsedByColumn("used_by", label="Products", sort_key="used_by")


class CatalogueSnippets(SnippetViewSet):
    index_view_class = UsedByIndexView
    sort_order_field = "sort_order"
    ordering = ["sort_order", "name"]
    list_per_page = 100
    add_to_admin_menu = False


class CategoryViewSet(CatalogueSnippets):
    model = Category
    icon = "folder-open-inverse"
    list_display = ["name", "slug", "landing_text", USED_BY]
    panels = [
        FieldPanel(name)
        for name in (
            "name", "slug", "landing_text", "image", "prices_per_hundred", "sort_order", "body",
        )
    ]  # fmt: skip


class InChosenCategory(ChooserView):
    """Mixin of chooser views that lists the subcategories of the category in the query string."""

    def get_object_list(self) -> QuerySet:
        subcategories = super().get_object_list().select_related("category")
        category = self.request.GET.get("category", "")
        is_chosen = is_primary_key(category)
        return subcategories.filter(category=category) if is_chosen else subcategories


class ChooseSubcategory(InChosenCategory, ChooseView):
    pass


class ChooseSubcategoryResults(InChosenCategory, ChooseResultsView):
    pass


class SubcategoryChooserViewSet(SnippetChooserViewSet):
    """Chooser of the product form: see `catalog.desk.pages.taxonomy_widgets.SubcategoryChooser`."""

    choose_view_class = ChooseSubcategory
    choose_results_view_class = ChooseSubcategoryResults
    preserve_url_parameters = ["multiple", "category"]


class SubcategoryIndexView(UsedByIndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("category")


class SubcategoryViewSet(CatalogueSnippets):
    model = Subcategory
    chooser_viewset_class = SubcategoryChooserViewSet
    index_view_class = SubcategoryIndexView
    icon = "folder"
    list_display = ["name", "category", "slug", USED_BY]
    list_filter = ["category"]
    panels = [FieldPanel(name) for name in ("category", "name", "slug", "sort_order")]


class ProductTypeViewSet(CatalogueSnippets):
    model = ProductType
    icon = "clipboard-list"
    list_display = ["name", "slug", "is_bundle_type", USED_BY]
    list_filter = ["is_bundle_type"]
    panels = [FieldPanel(name) for name in ("name", "slug", "is_bundle_type", "sort_order")]


class TagViewSet(CatalogueSnippets):
    model = Tag
    icon = "tag"
    list_display = ["name", "slug", USED_BY]
    panels = [FieldPanel(name) for name in ("name", "slug", "sort_order")]


class SynonymViewSet(SnippetViewSet):
    """Words that mean the same in the shop's search."""

    model = SynonymGroup
    icon = "search"
    menu_label = "Search synonyms"
    list_display = ["words"]
    list_per_page = 100
    add_to_admin_menu = False


@hooks.register("before_delete_snippet")
def refuse_to_delete_used_snippets(
    request: HttpRequest, instances: Sequence[Any]
) -> HttpResponse | None:
    """Delete none of the snippets if any is in use, and name its users."""
    texts = [sentence for instance in instances if (sentence := _usage_message(instance))]
    if not texts:
        return None
    for sentence in texts:
        messages.error(request, sentence)
    return redirect(type(instances[0]).snippet_viewset.get_url_name("list"))


def _usage_message(instance: Any) -> str:
    """Return a message that names the first users of a snippet, or "" if it is unused."""
    if type(instance) not in USES:
        return ""
    users = [product.title for product in instance.products.order_by("title")[:4]]
    kind = "products"
    if not users and isinstance(instance, Category):
        users = [sub.name for sub in instance.subcategories.all()[:4]]
        kind = "subcategories"
    if not users:
        return ""
    named = ", ".join(f"“{name}”" for name in users[:3]) + (" and more" if len(users) > 3 else "")
    return f"“{instance}” was not deleted: it is used by the {kind} {named}. Change these first."
