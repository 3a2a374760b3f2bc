"""Rows of the stock list: what is on hand, what was sold lately, and how long the rest lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from catalog.models import Stock, StockLevel, StockMove, StockRequest

SALES_DAYS = 30
COLUMNS = ("pk", "on_hand", "held", "free_now", "low_at", "sku__page__title", "sku__page__live")


@dataclass(frozen=True, slots=True)
class StockRow:
    """A SKU's stock in pieces. `title` is "" if its page was deleted.

    `sold`: pieces that orders took in the last 30 days. `free` is what can be bought now.
    `waiting`: how many addresses wait for a mail that it is back.
    """

    sku: str
    title: str
    is_live: bool
    on_hand: int
    held: int
    free: int
    low_at: int
    sold: int
    waiting: int = 0

    @property
    def days_left(self) -> int | None:
        """Whole days for which the free pieces last at the sales of 30 days; None without sales."""
        return max(self.free, 0) * SALES_DAYS // self.sold if self.sold else None

    @property
    def level(self) -> StockLevel | None:
        if self.free <= 0:
            return StockLevel.SOLD_OUT
        return StockLevel.LOW if self.free <= self.low_at else None


def sales_since() -> datetime:
    """Return the beginning of the 30 days whose sales are counted."""
    return timezone.now() - timedelta(days=SALES_DAYS)


def load_rows(skus: Sequence[str]) -> list[StockRow]:
    """Return the rows of these SKUs, in this order. Three queries, of the shown columns only."""
    found = Stock.objects.free().filter(pk__in=list(skus)).order_by().values(*COLUMNS)
    stocks = {stock["pk"]: stock for stock in found}
    sold = sold_pieces(skus)
    waiting = waiting_requests(skus)
    return [
        _row(stocks[sku], sold.get(sku, 0), waiting.get(sku, 0)) for sku in skus if sku in stocks
    ]


def sold_pieces(skus: Sequence[str]) -> dict[str, int]:
    """Return the pieces that orders took in the last 30 days, by SKU. Returns are not subtracted.

    The ledger has them, parts of bundles included.
    """
    sales = StockMove.objects.sold_since(sales_since()).filter(sku__in=list(skus)).order_by()
    return {sku: -pieces for sku, pieces in sales.values_list("sku").annotate(Sum("pieces"))}


def waiting_requests(skus: Sequence[str]) -> dict[str, int]:
    """Return how many addresses wait for each SKU to come back, without SKUs with none."""
    requests = StockRequest.objects.waiting().filter(sku__in=list(skus)).order_by()
    return dict(requests.values_list("sku").annotate(Count("pk")))


def _row(stock: dict[str, Any], sold: int, waiting: int) -> StockRow:
    return StockRow(
        sku=stock["pk"],
        title=stock["sku__page__title"] or "",
        is_live=bool(stock["sku__page__live"]),
        on_hand=stock["on_hand"],
        held=stock["held"],
        free=stock["free_now"],
        low_at=stock["low_at"],
        sold=sold,
        waiting=waiting,
    )
