"""Listings of products and bundles in the admin: columns, search and order."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page as Screen
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from catalog.desk.listings.columns import (
    CatalogueTable,
    CheckboxColumn,
    FeaturedColumn,
    PictureStatusColumn,
    PriceColumn,
    ProductPriceColumn,
    StatusColumn,
    StockColumn,
    TextColumn,
    ThumbnailColumn,
    TitleColumn,
)
from catalog.desk.listings.filters import BundleFilterSet, ProductFilterSet
from catalog.desk.listings.search import OF_PRODUCTS, TITLES, search_pages
from catalog.models import BundlePage, ProductPage
from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of
from catalog.pages.picture_status import STATUS_OF_PICTURE
from catalog.pages.rights.selling_rights import may_change_selling_terms

ROWS_PER_PAGE = 50
CHANGED_IN_LIST = frozenset({"price", "stock", "featured", "status"})
INDENTATION = re.compile(rb"\s*\n\s*")
BEFORE_A_BLOCK = re.compile(rb"\n(?=</?(?:div|t[dhr]|li|[ou]l|thead|tbody|table|script)\b)")
WORK_WITH_PAGES = ("add", "change", "publish")


class CatalogueIndexView(IndexView):
    """Listing that is searched by part of a title, SKU or product code, in fixed queries."""

    default_ordering = "title"
    table_class = CatalogueTable
    table_classname = "listing full-width desk-page-cards"
    searched_columns: tuple[str, ...] = TITLES
    quick_form_url_name: str
    drafted_values = {"drafted_featured": F("latest_revision__content__featured")}

    def annotate_queryset(self, pages: PageQuerySet) -> PageQuerySet:
        """Add what filters and order use. The keys of a screen are selected by these."""
        return pages.annotate(picture_status=STATUS_OF_PICTURE).annotate_approved_schedule()

    def with_row_facts(self, pages: PageQuerySet) -> PageQuerySet:
        """Load what the rows show, in fixed queries."""
        return (
            self.annotate_queryset(pages)
            .with_offer_facts()
            .prefetch_related("content_type", "sites_rooted_here")
            .prefetch_workflow_states()
            .annotate_site_root_state()
            .annotate(**self.drafted_values)
            .defer("body")
        )

    def paginate_queryset(
        self, queryset: PageQuerySet, page_size: int
    ) -> tuple[Paginator, Screen, list[Page], bool]:
        """Select the keys of one screen, then load its rows: the database sorts no wide rows."""
        keys = queryset.values_list("pk", flat=True)
        paginator, screen, _, has_others = super().paginate_queryset(keys, page_size)
        wanted = list(screen.object_list)
        pages = self.with_row_facts(self.model.objects.filter(pk__in=wanted)).in_bulk()
        screen.object_list = [pages[key] for key in wanted if key in pages]
        return paginator, screen, screen.object_list, has_others

    def search_queryset(self, queryset: PageQuerySet) -> PageQuerySet:
        text = self.search_query if self.is_searching else ""
        return search_pages(queryset, text, columns=self.searched_columns)

    def get_ordering(self) -> str:
        ordering = self.request.GET.get("ordering", self.default_ordering)
        return ordering if ordering in self.get_valid_orderings() else self.default_ordering

    def get_add_url(self) -> str | None:
        """Return the URL of the quick form, for users who may create pages of this kind."""
        may_add = super().get_add_url() and may_change_selling_terms(self.request.user)
        return reverse(self.quick_form_url_name) if may_add else None

    def get_table(self, object_list: Iterable[Page]) -> Table:
        rules = current_rules()
        rows = list(object_list)
        for page in rows:
            page.offer_now = offer_of(page, rules)
        return super().get_table(rows)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if not self.is_export:
            response.add_post_render_callback(_remove_indentation)
        return response


class ProductIndexView(CatalogueIndexView):
    table_classname = "listing full-width desk-page-cards desk-page-cards--products"
    searched_columns = OF_PRODUCTS
    drafted_values = CatalogueIndexView.drafted_values | {
        "drafted_price_pence": F("latest_revision__content__price_pence")
    }
    quick_form_url_name = "add_product"


class BundleIndexView(CatalogueIndexView):
    table_classname = "listing full-width desk-page-cards desk-page-cards--bundles"
    quick_form_url_name = "add_bundle"


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
        CheckboxColumn("bulk_actions"),
        ThumbnailColumn("picture", accessor="offer_now", label="Image"),
        TitleColumn("title", label="Title", sort_key="title", classname="title"),
        TextColumn("sku", label="SKU", sort_key="sku_claim__code", classname="desk-sku"),
        TextColumn("get_tier_display", label="Tier", sort_key="tier"),
        TextColumn("product_type", label="Type", sort_key="product_type__name"),
        TextColumn("category", label="Category", sort_key="category__name"),
        ProductPriceColumn("price", accessor="offer_now", label="Price", sort_key="price_pence"),
        StockColumn(
            "stock",
            accessor="offer_now.free_quantity",
            label="Free stock",
            sort_key="sku_claim__stock__on_hand",
        ),
        FeaturedColumn("featured", label="Featured", sort_key="featured"),
        PictureStatusColumn("picture_status", label="Picture", sort_key="picture_status"),
        StatusColumn("status", label="Status", sort_key="live"),
    ]


class BundleListing(CatalogueListing):
    model = BundlePage
    icon = "list-ul"
    menu_label = "Bundles"
    index_view_class = BundleIndexView
    filterset_class = BundleFilterSet
    columns = [
        CheckboxColumn("bulk_actions"),
        ThumbnailColumn("picture", accessor="offer_now", label="Image"),
        TitleColumn("title", label="Title", sort_key="title", classname="title"),
        TextColumn("sku", label="SKU", sort_key="sku_claim__code", classname="desk-sku"),
        TextColumn("get_tier_display", label="Type", sort_key="bundle_type"),
        PriceColumn("price", accessor="offer_now", label="Price today"),
        TextColumn("stock", accessor="offer_now.free_quantity", label="Stock allows"),
        FeaturedColumn("featured", label="Featured", sort_key="featured"),
        PictureStatusColumn("picture_status", label="Picture", sort_key="picture_status"),
        StatusColumn("status", label="Status", sort_key="live"),
    ]


def _remove_indentation(response: HttpResponse) -> None:
    """Remove empty lines and indentation, a third of what Wagtail's templates write.

    The lists have no element in which they are shown, such as `<pre>` or `<textarea>`.
    """
    response.content = BEFORE_A_BLOCK.sub(b"", INDENTATION.sub(b"\n", response.content))


products = ProductListing("products")
bundles = BundleListing("bundles")


def cells_of(pk: int, request: HttpRequest) -> dict[str, str]:
    """Return the cells of a page's row that a change in the list affects, as HTML by column."""
    is_bundle = BundlePage.objects.filter(pk=pk).exists()
    listing = bundles if is_bundle else products
    view = listing.index_view_class(model=listing.model)
    columns: list[Column] = list(listing.columns)
    page = view.with_row_facts(listing.model.objects.filter(pk=pk)).get()
    page.offer_now = offer_of(page, current_rules())
    table = CatalogueTable(columns, [page])
    context = {"request": request, "table": table, "row": next(table.rows)}
    return {
        column.name: column.render_cell_html(page, context)
        for column in columns
        if column.name in CHANGED_IN_LIST
    }


def product_list_url(**filters: object) -> str:
    """Return the URL of the product list with these filters: `product_list_url(category=3)`."""
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{reverse('products:index')}?{query}"
