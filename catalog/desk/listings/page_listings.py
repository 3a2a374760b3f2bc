"""Listings of products and bundles in the admin: columns, search and order."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from catalog.desk.listings.filters import BundleFilterSet, ProductFilterSet
from catalog.models import BundlePage, ProductPage, Sku
from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of
from catalog.pages.picture_status import STATUS_OF_PICTURE, PictureStatus
from catalog.pages.rights.selling_rights import may_change_selling_terms
from catalog.search.backend import search_words

ROWS_PER_PAGE = 50
WORK_WITH_PAGES = ("add", "change", "publish")


class ThumbnailColumn(Column):
    cell_template_name = "catalog/desk/thumbnail_cell.html"


class PriceColumn(Column):
    cell_template_name = "catalog/desk/price_cell.html"


class StockColumn(Column):
    cell_template_name = "catalog/desk/stock_cell.html"


class YesColumn(Column):
    """A tick or a dash. Wagtail's red cross would look like an error."""

    cell_template_name = "catalog/desk/yes_cell.html"


class PictureStatusColumn(Column):
    cell_template_name = "catalog/desk/pictures/status_cell.html"

    def get_value(self, page: Page) -> PictureStatus:
        return PictureStatus(page.picture_status)


class CatalogueIndexView(IndexView):
    """Listing that is searched by part of a title, SKU or product code, in fixed queries."""

    default_ordering = "title"
    searched_columns: tuple[str, ...] = ("title", "draft_title")

    def annotate_queryset(self, pages: PageQuerySet) -> PageQuerySet:
        return (
            pages.with_offer_facts()
            .prefetch_related("content_type", "sites_rooted_here")
            .prefetch_workflow_states()
            .defer("body")
            .annotate(picture_status=STATUS_OF_PICTURE)
            .annotate_site_root_state()
            .annotate_approved_schedule()
        )

    def search_queryset(self, queryset: PageQuerySet) -> PageQuerySet:
        words = search_words(self.search_query)
        if self.is_searching and not words:
            return queryset.none()
        for word in words:
            of_sku = Sku.objects.filter(page=OuterRef("pk"), code__icontains=word)
            matches = Q(Exists(of_sku))
            for column in self.searched_columns:
                matches |= Q(**{f"{column}__icontains": word})
            queryset = queryset.filter(matches)
        return queryset

    def get_ordering(self) -> str:
        ordering = self.request.GET.get("ordering", self.default_ordering)
        return ordering if ordering in self.get_valid_orderings() else self.default_ordering

    def get_add_url(self) -> str | None:
        return super().get_add_url() if may_change_selling_terms(self.request.user) else None

    def get_table(self, object_list: Iterable[Page]) -> Table:
        rules = current_rules()
        rows = list(object_list)
        for page in rows:
            page.offer_now = offer_of(page, rules)
        return super().get_table(rows)


class ProductIndexView(CatalogueIndexView):
    searched_columns = ("title", "draft_title", "product_code")

    def annotate_queryset(self, pages: PageQuerySet) -> PageQuerySet:
        return (
            super()
            .annotate_queryset(pages)
            .select_related("product_type", "category", "sku_claim__stock", "image")
        )


class CatalogueMenuItem(MenuItem):
    """Menu item for all users who work with pages; each page checks its own permissions."""

    def is_shown(self, request: HttpRequest) -> bool:
        return page_permission_policy.user_has_any_permission(request.user, WORK_WITH_PAGES)


class CatalogueListing(PageListingViewSet):
    list_per_page = ROWS_PER_PAGE
    menu_item_class = CatalogueMenuItem


class ProductListing(CatalogueListing):
    model = ProductPage
    icon = "tag"
    menu_label = "Products"
    index_view_class = ProductIndexView
    filterset_class = ProductFilterSet
    columns = [
        BulkActionsColumn("bulk_actions"),
        ThumbnailColumn("picture", accessor="offer_now", label="Image"),
        PageTitleColumn("title", label="Title", sort_key="title", classname="title"),
        Column("sku", label="SKU", sort_key="sku_claim__code", classname="desk-sku"),
        Column("get_tier_display", label="Tier", sort_key="tier"),
        Column("product_type", label="Type", sort_key="product_type__name"),
        Column("category", label="Category", sort_key="category__name"),
        PriceColumn("price", accessor="offer_now", label="Price", sort_key="price_pence"),
        StockColumn(
            "stock", accessor="offer_now", label="Free stock", sort_key="sku_claim__stock__on_hand"
        ),
        YesColumn("featured", label="Featured", sort_key="featured"),
        PictureStatusColumn("picture_status", label="Picture", sort_key="picture_status"),
        PageStatusColumn("status", label="Status", sort_key="live"),
    ]


class BundleListing(CatalogueListing):
    model = BundlePage
    icon = "list-ul"
    menu_label = "Bundles"
    index_view_class = CatalogueIndexView
    filterset_class = BundleFilterSet
    columns = [
        BulkActionsColumn("bulk_actions"),
        ThumbnailColumn("picture", accessor="offer_now", label="Image"),
        PageTitleColumn("title", label="Title", sort_key="title", classname="title"),
        Column("sku", label="SKU", sort_key="sku_claim__code", classname="desk-sku"),
        Column("get_tier_display", label="Type", sort_key="bundle_type"),
        PriceColumn("price", accessor="offer_now", label="Price today"),
        StockColumn("stock", accessor="offer_now", label="Stock allows"),
        YesColumn("featured", label="Featured", sort_key="featured"),
        PictureStatusColumn("picture_status", label="Picture", sort_key="picture_status"),
        PageStatusColumn("status", label="Status", sort_key="live"),
    ]


products = ProductListing("products")
bundles = BundleListing("bundles")


def product_list_url(**filters: object) -> str:
    """Return the URL of the product list with these filters: `product_list_url(category=3)`."""
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{reverse('products:index')}?{query}"
