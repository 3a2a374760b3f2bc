"""The catalogue's place in the Wagtail admin."""

from django.contrib import messages
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
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


@hooks.register("before_copy_page")
def refuse_copies(request, page: Page):
    """A copy would need a SKU of its own, which Wagtail's copy form does not ask for (law 2)."""
    sold = ProductPage.objects.descendant_of(page, inclusive=True).exists()
    if sold or BundlePage.objects.descendant_of(page, inclusive=True).exists():
        messages.error(
            request,
            "Products and bundles cannot be copied here: each needs a SKU of its own. "
            "Add a new page instead.",
        )
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("register_log_actions")
def name_our_log_actions(actions):
    actions.register_action("autovise.money_rules", "Change money rules", _tell_changes)


def _tell_changes(data: dict) -> str:
    changes = (f"{name}: {old} → {new}" for name, (old, new) in data.get("changes", {}).items())
    return "Changed the money rules. " + ", ".join(changes)
