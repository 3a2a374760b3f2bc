"""*Catalogue → Stock*: the stock of all SKUs in one list, with filters, search and export."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from typing import Any

from django.core.paginator import Page as Screen
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from catalog.desk.stock.columns import LabelledCell, NumberCell, ProductCell
from catalog.desk.stock.filters import HELD, LOW, SOLD_OUT, StockFilterSet
from catalog.desk.stock.rows import SALES_DAYS, StockRow, load_rows, sales_since
from catalog.imports.files.columns import escape_cell
from catalog.models import Stock
from catalog.models.stock import StockQuerySet
from catalog.search.backend import search_words

ROWS_PER_PAGE = 50
EXPORT_BATCH = 500
# The lowest first, by the pieces above the threshold. No column shows it.
LOW_FIRST = "above_low"
# A phone shows the icons of the buttons only: the title needs the room.
SHORT_ON_PHONES = "desk-short"
CHANGE_STOCK = "catalog.change_stock"


class StockList(IndexView):
    """The keys of one screen are selected first, then its rows are loaded: few queries, no joins
    of wide rows."""

    model = Stock
    permission_policy = ModelPermissionPolicy(Stock)
    any_permission_required = ["view", "change"]
    page_title = "Stock"
    header_icon = "clipboard-list"
    results_template_name = "catalog/desk/stock/list_results.html"
    index_url_name = "list_stock"
    index_results_url_name = "list_stock_results"
    filterset_class = StockFilterSet
    is_searchable = True
    paginate_by = ROWS_PER_PAGE
    default_ordering = LOW_FIRST
    table_classname = "listing desk-cards"
    columns = [
        ProductCell("product", label="Product", sort_key="title", classname="title"),
        LabelledCell("sku", label="SKU", sort_key="sku", classname="desk-sku"),
        NumberCell("on_hand", label="On hand", sort_key="on_hand"),
        NumberCell("held", label="Held", sort_key="held"),
        NumberCell("free", label="Free", sort_key="free"),
        NumberCell("low_at", label="Low at", sort_key="low_at"),
        NumberCell("sold", label=f"Sold in {SALES_DAYS} days", sort_key="sold"),
        NumberCell("days_left", label="Days left", sort_key="days_left"),
        NumberCell("waiting", label="Waiting"),
    ]  # fmt: skip
    list_export = [
        "sku", "title", "on_hand", "held", "free", "low_at", "sold", "days_left", "waiting", "new",
    ]  # fmt: skip
    export_headings = {
        "sku": "SKU", "title": "Product", "on_hand": "On hand", "held": "Held", "free": "Free",
        "low_at": "Low at", "sold": f"Sold in {SALES_DAYS} days", "days_left": "Days left",
        "waiting": "Waiting", "new": "Counted",
    }  # fmt: skip

    def get_queryset(self) -> QuerySet:
        """Return the keys of the rows."""
        return super().get_queryset().values_list("pk", flat=True)

    def order_queryset(self, stock: StockQuerySet) -> StockQuerySet:
        key = self.ordering.removeprefix("-")
        if key == LOW_FIRST:
            stock = stock.free().annotate(above_low=F("free_now") - F("low_at"))
        elif key == "free":
            stock = stock.free()
        elif key == "sold":
            stock = stock.with_sold(sales_since())
        elif key == "days_left":
            stock = stock.free().with_sold(sales_since())
            stock = stock.annotate(days_left=F("free_now") * SALES_DAYS / F("sold"))
        column = F({"title": "sku__page__title", "sku": "pk", "free": "free_now"}.get(key, key))
        falling = self.ordering.startswith("-")
        by = column.desc(nulls_last=True) if falling else column.asc(nulls_last=True)
        return stock.order_by(by, "pk")

    def search_queryset(self, stock: StockQuerySet) -> StockQuerySet:
        words = search_words(self.search_query)
        if self.is_searching and not words:
            return stock.none()
        for word in words:
            stock = stock.filter(
                Q(sku__code__icontains=word)
                | Q(sku__page__title__icontains=word)
                | Q(sku__page__draft_title__icontains=word)
            )
        return stock

    def paginate_queryset(
        self, queryset: QuerySet, page_size: int
    ) -> tuple[Paginator, Screen, Sequence[StockRow], bool]:
        paginator, screen, _, has_others = super().paginate_queryset(queryset, page_size)
        screen.object_list = load_rows(list(screen.object_list))
        return paginator, screen, screen.object_list, has_others

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"chips": self._chips()}

    def _chips(self) -> list[dict[str, Any]]:
        """Links to the levels of stock, with the number of products at each. One query."""
        live = Q(sku__page__live=True)
        low = live & Q(on_hand__lte=F("held") - F("yielding") + F("low_at"))
        out = live & Q(on_hand__lte=F("held") - F("yielding"))
        counts = Stock.objects.aggregate(
            all=Count("pk"), low=Count("pk", filter=low), out=Count("pk", filter=out),
            held=Count("pk", filter=Q(held__gt=0)),
        )  # fmt: skip
        chosen = self.request.GET.get("level", "")
        address = reverse(self.index_url_name)
        names = {"": "All", LOW: "Low or sold out", SOLD_OUT: "Sold out", HELD: "Held"}
        return [
            {
                "name": name,
                "count": counts[level or "all"],
                "url": f"{address}?level={level}" if level else address,
                "is_chosen": level == chosen,
            }
            for level, name in names.items()
        ]

    @cached_property
    def header_buttons(self) -> list[Button]:
        if not self.request.user.has_perm(CHANGE_STOCK):
            return []
        return [
            HeaderButton(label, url=reverse(name), icon_name=icon, classname=SHORT_ON_PHONES)
            for label, name, icon in (
                ("Book a delivery", "book_delivery", "plus"),
                ("Enter counts", "enter_counts", "list-ol"),
            )
        ]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        ledger = Button("Ledger", url=reverse("list_stock_moves"), icon_name="history", priority=10)
        return [ledger, *super().header_more_buttons]

    def get_filename(self) -> str:
        return f"stock-{timezone.localdate():%Y-%m-%d}"

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponseBase:
        return super().as_spreadsheet(_rows_in_batches(queryset), spreadsheet_format)

    def to_row_dict(self, item: StockRow) -> dict[str, Any]:
        """Return the cells of a row. The empty column is for counts: the file can be imported."""
        cells = {name: getattr(item, name) for name in self.list_export if name != "new"}
        return cells | {"title": escape_cell(item.title), "new": ""}


def _rows_in_batches(keys: Iterable[str]) -> Iterator[StockRow]:
    for batch in batched(keys, EXPORT_BATCH, strict=False):
        yield from load_rows(batch)
