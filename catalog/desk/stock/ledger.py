"""*Catalogue → Stock → Ledger*: all changes of the stock, with filters and export."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from django.core.paginator import Page as Screen
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.views.generic import IndexView
from wagtail.permission_policies import ModelPermissionPolicy

from catalog.desk.stock.columns import LabelledCell, NumberCell, SkuCell
from catalog.desk.stock.filters import LedgerFilterSet
from catalog.desk.stock.moves import MoveRow, load_moves
from catalog.imports.files.columns import escape_cell
from catalog.models import Stock, StockMove

ROWS_PER_PAGE = 100
EXPORT_BATCH = 500


class Ledger(IndexView):
    """Changes of the stock, the latest first."""

    model = StockMove
    permission_policy = ModelPermissionPolicy(Stock)
    any_permission_required = ["view", "change"]
    page_title = "Stock ledger"
    header_icon = "history"
    index_url_name = "list_stock_moves"
    index_results_url_name = "list_stock_moves_results"
    results_template_name = "catalog/desk/stock/list_results.html"
    filterset_class = LedgerFilterSet
    paginate_by = ROWS_PER_PAGE
    default_ordering = ("-moved_at", "-pk")
    table_classname = "listing desk-cards"
    columns = [
        LabelledCell("when", accessor=lambda row: _time(row), label="Date", classname="desk-when"),
        SkuCell("sku", label="SKU", classname="desk-sku"),
        LabelledCell("title", label="Product"),
        NumberCell("change", label="Change"),
        NumberCell("on_hand_after", label="On hand after"),
        LabelledCell("reason", label="Reason", classname="desk-reason"),
        LabelledCell("reference", label="Reference"),
        LabelledCell("who", label="By"),
    ]
    list_export = [
        "moved_at", "sku", "title", "pieces", "counted", "counted_at", "on_hand_after", "reason",
        "reference", "who",
    ]  # fmt: skip
    export_headings = {
        "moved_at": "Date", "sku": "SKU", "title": "Product", "pieces": "Change",
        "counted": "Counted", "counted_at": "Counted at", "on_hand_after": "On hand after",
        "reason": "Reason", "reference": "Reference", "who": "By",
    }  # fmt: skip

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home, *own = super().get_breadcrumbs_items()
        return [home, {"url": reverse("list_stock"), "label": "Stock"}, *own]

    def get_queryset(self) -> QuerySet:
        """Return the keys of the changes."""
        return super().get_queryset().values_list("pk", flat=True)

    def paginate_queryset(
        self, queryset: QuerySet, page_size: int
    ) -> tuple[Paginator, Screen, Sequence[MoveRow], bool]:
        paginator, screen, _, has_others = super().paginate_queryset(queryset, page_size)
        screen.object_list = load_moves(list(screen.object_list), self.request.user)
        return paginator, screen, screen.object_list, has_others

    def get_filename(self) -> str:
        return f"stock-ledger-{timezone.localdate():%Y-%m-%d}"

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponseBase:
        return super().as_spreadsheet(self._batches(queryset), spreadsheet_format)

    def _batches(self, keys: QuerySet) -> Iterator[MoveRow]:
        for batch in batched(keys, EXPORT_BATCH, strict=False):
            yield from load_moves(batch, self.request.user)

    def to_row_dict(self, item: MoveRow) -> dict[str, Any]:
        cells = {name: getattr(item, name) for name in self.list_export}
        for name in ("title", "reference", "who"):
            cells[name] = escape_cell(cells[name])
        return cells | {name: _minute(cells[name]) for name in ("moved_at", "counted_at")}


def _minute(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _time(row: MoveRow) -> str:
    return date_format(timezone.localtime(row.moved_at), "j M Y, H:i")
