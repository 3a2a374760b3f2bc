"""The catalogue's place in the Wagtail admin."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.log_actions import LogFormatter
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from catalog.models import BundlePage, Category, ProductPage, ProductType, Subcategory, Tag


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "folder-open-inverse"
    list_display = ["name", "slug", "sort_order"]
    panels = [FieldPanel(name) for name in ("name", "slug", "sort_order", "landing_text", "image")]


class SubcategoryViewSet(SnippetViewSet):
    model = Subcategory
    icon = "folder"
    list_display = ["name", "category", "slug"]
    list_filter = ["category"]
    panels = [FieldPanel(name) for name in ("category", "name", "slug")]


class ProductTypeViewSet(SnippetViewSet):
    model = ProductType
    icon = "clipboard-list"
    list_display = ["name", "slug", "is_bundle_type"]
    list_filter = ["is_bundle_type"]
    panels = [FieldPanel(name) for name in ("name", "slug", "is_bundle_type")]


class TagViewSet(SnippetViewSet):
    model = Tag
    icon = "tag"
    list_display = ["name", "slug"]
    panels = [FieldPanel(name) for name in ("name", "slug")]


class CatalogueViewSetGroup(SnippetViewSetGroup):
    menu_label = "Catalogue"
    menu_icon = "tag"
    menu_order = 200
    items = (CategoryViewSet, SubcategoryViewSet, ProductTypeViewSet, TagViewSet)


register_snippet(CatalogueViewSetGroup)


@hooks.register("before_edit_page")
@hooks.register("before_delete_page")
@hooks.register("before_move_page")
@hooks.register("before_unpublish_page")
@hooks.register("before_copy_page")
def leave_what_is_sold_to_its_editors(request, page: Page, *args):
    """The right to change content pages reaches down the tree to what is sold, prices included:
    only those who may publish it may touch it."""
    is_sold = issubclass(page.specific_class, ProductPage | BundlePage)
    if is_sold and not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied


@hooks.register("before_copy_page")
def refuse_copies_of_trees(request, page: Page):
    """One product or bundle is copied under a new SKU (`CopyUnderNewSkuForm`); a tree is not."""
    sold = (ProductPage, BundlePage)
    if any(model.objects.descendant_of(page).exists() for model in sold):
        messages.error(
            request,
            "Products and bundles are copied one by one: each copy needs a SKU of its own.",
        )
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("register_log_actions")
def name_our_log_actions(actions):
    @actions.register_action("autovise.money_rules")
    class MoneyRulesFormatter(LogFormatter):
        label = "Change money rules"

        def format_message(self, log_entry):
            changes = log_entry.data.get("changes", {}).items()
            told = (f"{name}: {old} → {new}" for name, (old, new) in changes)
            return "Changed the money rules. " + ", ".join(told)
