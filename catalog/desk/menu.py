"""The “Catalogue” menu of the admin.

Another module adds an item by returning a MenuItem from the hook `SUBMENU_HOOK`.
"""

from wagtail.snippets.views.snippets import SnippetViewSetGroup

from catalog.desk.listings.page_listings import bundles, products
from catalog.desk.listings.snippets import (
    CategoryViewSet,
    ProductTypeViewSet,
    SubcategoryViewSet,
    SynonymViewSet,
    TagViewSet,
)

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
