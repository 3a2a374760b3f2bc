"""Filters of the stock list and of the ledger."""

from django_filters import (
    CharFilter,
    ChoiceFilter,
    DateFromToRangeFilter,
    ModelMultipleChoiceFilter,
    MultipleChoiceFilter,
)
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from catalog.desk.listings.checkboxes import Checkboxes
from catalog.models import Category, Stock, StockMove
from catalog.models.stock import StockMoveQuerySet, StockQuerySet

LOW, SOLD_OUT, HELD = "low", "out", "held"
LEVELS = [(LOW, "Low or sold out"), (SOLD_OUT, "Sold out"), (HELD, "Held for unpaid orders")]

REASONS = [(value, label.capitalize()) for value, label in StockMove.Reason.choices]


class StockFilterSet(WagtailFilterSet):
    level = ChoiceFilter(label="Stock", choices=LEVELS, method="with_level")
    category = ModelMultipleChoiceFilter(
        label="Category",
        field_name="sku__page__productpage__category",
        queryset=Category.objects.all(),
        widget=Checkboxes,
    )

    class Meta:
        model = Stock
        fields: list[str] = []

    def with_level(self, stock: StockQuerySet, name: str, value: str) -> StockQuerySet:
        return stock_at_level(stock, value)


class LedgerFilterSet(WagtailFilterSet):
    sku = CharFilter(label="SKU", method="of_sku")
    reason = MultipleChoiceFilter(label="Reason", choices=REASONS, widget=Checkboxes)
    moved_at = DateFromToRangeFilter(label="Date", widget=DateRangePickerWidget)

    class Meta:
        model = StockMove
        fields: list[str] = []

    def of_sku(self, moves: StockMoveQuerySet, name: str, value: str) -> StockMoveQuerySet:
        return moves.filter(sku=value.strip().upper())


def stock_at_level(stock: StockQuerySet, level: str) -> StockQuerySet:
    """Return the stock at one of `LEVELS`. Low and sold out are products for sale only."""
    if level == HELD:
        return stock.filter(held__gt=0)
    return stock.for_sale().low() if level == LOW else stock.for_sale().sold_out()
