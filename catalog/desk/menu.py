"""The “Catalogue” menu of the admin.

Another module adds an item by returning a MenuItem from the hook `SUBMENU_HOOK`.
"""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.models import Page
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from catalog.desk.listings.page_listings import bundles, products
from catalog.desk.listings.snippets import (
    CategoryViewSet,
    ProductTypeViewSet,
    SubcategoryViewSet,
    SynonymViewSet,
    TagViewSet,
)
from catalog.models import BundlePage, ProductPage

OPEN_IN_CATALOGUE = frozenset({"change_stock", "change_in_list", "row_menu"})
SUBMENU_HOOK = "register_catalogue_menu_item"


class CatalogueMenu(SnippetViewSetGroup):
    menu_label = "Catalogue"
    menu_icon = "tag"
    menu_order = 100
    submenu_hook = SUBMENU_HOOK
    items = (
        products,
        bundles,
        CategoryViewSet,
        SubcategoryViewSet,
        ProductTypeViewSet,
        TagViewSet,
        SynonymViewSet,
    )


class OpenPageMenuItem(MenuItem):
    """Hidden item for the page that is open, so that the menu shows “Catalogue” as the open part.

    Wagtail marks the item whose URL the address begins with; the forms of products and bundles, and
    some pages of the desk, have addresses of their own.
    """

    def is_shown(self, request: HttpRequest) -> bool:
        match = request.resolver_match
        if match is None:
            return False
        if match.url_name in OPEN_IN_CATALOGUE:
            return True
        pk = match.kwargs.get("page_id")
        if pk is None or "wagtailadmin_pages" not in match.namespaces:
            return False
        return Page.objects.type(ProductPage, BundlePage).filter(pk=pk).exists()

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        return LinkMenuItem("open-page", "Open page", request.path, classname="desk-open-page")


@hooks.register(SUBMENU_HOOK)
def open_page_menu_item() -> MenuItem:
    return OpenPageMenuItem("Open page", "", name="open-page")
