"""The snippets that sort the catalogue: their lists, their order, and what is in use stays."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from catalog.desk.listings.page_listings import product_list_url
from catalog.models import Category, ProductType, Subcategory, Tag

USES = {Category: "category", Subcategory: "subcategory", ProductType: "product_type", Tag: "tags"}


class UsedByColumn(Column):
    """How many products, as a link to them."""

    cell_template_name = "catalog/desk/used_by_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        filters = {USES[type(instance)]: instance.pk}
        return super().get_cell_context_data(instance, parent_context) | {
            "url": product_list_url(**filters)
        }


class UsedByIndexView(IndexView):
    def get_base_queryset(self):
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
    panels = [FieldPanel(name) for name in ("name", "slug", "landing_text", "image", "sort_order")]


class OfTheChosenCategory:
    def get_object_list(self):
        subcategories = super().get_object_list().select_related("category")
        category = self.request.GET.get("category", "")
        return subcategories.filter(category=category) if category.isdecimal() else subcategories


class ChooseSubcategory(OfTheChosenCategory, ChooseView):
    pass


class ChooseSubcategoryResults(OfTheChosenCategory, ChooseResultsView):
    pass


class SubcategoryChooserViewSet(SnippetChooserViewSet):
    """In the form of a product: see `catalog.desk.pages.taxonomy_widgets.SubcategoryChooser`."""

    choose_view_class = ChooseSubcategory
    choose_results_view_class = ChooseSubcategoryResults
    preserve_url_parameters = ["multiple", "category"]


class SubcategoryIndexView(UsedByIndexView):
    def get_base_queryset(self):
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


@hooks.register("before_delete_snippet")
def refuse_to_delete_what_is_used(request, instances):
    """One snippet or several: with any of them in use, none goes, and the editor hears by what."""
    said = [sentence for instance in instances if (sentence := _what_uses(instance))]
    if not said:
        return None
    for sentence in said:
        messages.error(request, sentence)
    return redirect(type(instances[0]).snippet_viewset.get_url_name("list"))


def _what_uses(instance) -> str:
    """A sentence with the first users' names; empty when nothing uses it."""
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
    return (
        f"“{instance}” was not deleted: it is used by the {kind} {named}. Give them another first."
    )
