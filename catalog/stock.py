"""Moving stock: each change is one conditional UPDATE, and its row count decides
(docs/design.md, law 4).

A *demand* maps SKUs of products to pieces. Rows are taken in the order of their SKUs, so that two
orders never wait for each other. All but `add_stock` must run inside the caller's transaction.
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from catalog.models.stock import Stock, StockMove

Demand = Mapping[str, int]


class OutOfStock(Exception):
    """Fewer pieces of `sku` are free than the `wanted` number."""

    def __init__(self, sku: str, wanted: int):
        super().__init__(f"{wanted} × {sku} wanted, fewer are free")
        self.sku = sku
        self.wanted = wanted


class StockDisagrees(Exception):
    """A hold that should be there is not: the books are wrong, and somebody must look."""


def hold_stock(demand: Demand) -> None:
    """Set pieces aside. OutOfStock if any are missing; the caller's transaction then undoes all."""
    for sku, pieces in _in_order(demand):
        changed = Stock.objects.filter(pk=sku, on_hand__gte=F("held") + pieces).update(
            held=F("held") + pieces
        )
        if not changed:
            raise OutOfStock(sku, pieces)


def let_stock_yield(demand: Demand) -> None:
    """Held pieces may be had by whoever wants the last ones, once their order is given up."""
    for sku, pieces in _in_order(demand):
        enough = Stock.objects.filter(pk=sku, held__gte=F("yielding") + pieces)
        if not enough.update(yielding=F("yielding") + pieces):
            raise StockDisagrees(f"{pieces} × {sku} should be held, and are not")


def keep_stock(demand: Demand) -> None:
    """Held pieces that could be given up are kept for their order after all."""
    for sku, pieces in _in_order(demand):
        enough = Stock.objects.filter(pk=sku, yielding__gte=pieces)
        if not enough.update(yielding=F("yielding") - pieces):
            raise StockDisagrees(f"{pieces} × {sku} should be yielding, and are not")


def release_stock(demand: Demand) -> None:
    """Give held pieces back to everybody."""
    for sku, pieces in _in_order(demand):
        changed = Stock.objects.filter(pk=sku, held__gte=pieces).update(held=F("held") - pieces)
        if not changed:
            raise StockDisagrees(f"{pieces} × {sku} should be held, and are not")


def sell_held_stock(demand: Demand, *, reference: str) -> None:
    """Held pieces leave the shelf."""
    for sku, pieces in _in_order(demand):
        changed = Stock.objects.filter(pk=sku, held__gte=pieces).update(
            held=F("held") - pieces, on_hand=F("on_hand") - pieces
        )
        if not changed:
            raise StockDisagrees(f"{pieces} × {sku} should be held for {reference}, and are not")
        _record(sku, -pieces, StockMove.Reason.SALE, reference=reference)


def add_stock(
    sku: str, pieces: int, *, reason: StockMove.Reason, reference: str = "", moved_by=None
) -> None:
    """Add pieces, or take them with a negative number. OutOfStock if fewer than that are free."""
    with transaction.atomic():
        changed = Stock.objects.filter(pk=sku, on_hand__gte=F("held") - pieces).update(
            on_hand=F("on_hand") + pieces
        )
        if not changed:
            raise OutOfStock(sku, -pieces)
        _record(sku, pieces, reason, reference=reference, moved_by=moved_by)


def _in_order(demand: Demand) -> list[tuple[str, int]]:
    return sorted((sku, pieces) for sku, pieces in demand.items() if pieces)


def _record(sku, pieces, reason, *, reference="", moved_by=None) -> None:
    StockMove.objects.create(
        sku_id=sku, pieces=pieces, reason=reason, reference=reference, moved_by=moved_by
    )
