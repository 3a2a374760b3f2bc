"""Stock changes. Each is one conditional UPDATE whose row count decides (docs/design.md, law 4).

A *demand* maps product SKUs to numbers of pieces. Rows are updated in SKU order so that two orders
cannot deadlock. Every function except `add_stock` must run inside the caller's transaction.
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from catalog.models.stock import Stock, StockMove
from catalog.models.users import AnyUser

Demand = Mapping[str, int]


class OutOfStock(Exception):
    """Fewer than `wanted` pieces of `sku` are available."""

    def __init__(self, sku: str, wanted: int) -> None:
        super().__init__(f"{wanted} × {sku} requested, fewer are available")
        self.sku = sku
        self.wanted = wanted


class StockDisagrees(Exception):
    """The stock row holds fewer pieces than an order's record says; staff must investigate."""


def hold_stock(demand: Demand) -> None:
    """Hold pieces for an order.

    Raise OutOfStock if a product has too few; the caller's transaction then rolls back all holds.
    """
    for sku, pieces in _in_order(demand):
        changed = Stock.objects.filter(pk=sku, on_hand__gte=F("held") + pieces).update(
            held=F("held") + pieces
        )
        if not changed:
            raise OutOfStock(sku, pieces)


def mark_stock_yielding(demand: Demand) -> None:
    """Mark held pieces as yielding: another shopper may get them, which cancels this order."""
    for sku, pieces in _in_order(demand):
        enough = Stock.objects.filter(pk=sku, held__gte=F("yielding") + pieces)
        if not enough.update(yielding=F("yielding") + pieces):
            raise StockDisagrees(f"{pieces} × {sku} should be held but are not")


def mark_stock_firm(demand: Demand) -> None:
    """Stop held pieces from yielding: their order keeps them."""
    for sku, pieces in _in_order(demand):
        enough = Stock.objects.filter(pk=sku, yielding__gte=pieces)
        if not enough.update(yielding=F("yielding") - pieces):
            raise StockDisagrees(f"{pieces} × {sku} should be yielding but are not")


def release_stock(demand: Demand) -> None:
    """Release held pieces, so that they are available again."""
    for sku, pieces in _in_order(demand):
        changed = Stock.objects.filter(pk=sku, held__gte=pieces).update(held=F("held") - pieces)
        if not changed:
            raise StockDisagrees(f"{pieces} × {sku} should be held but are not")


def sell_held_stock(demand: Demand, *, reference: str) -> None:
    """Take held pieces out of stock and record the sale. `reference` is the order's number."""
    for sku, pieces in _in_order(demand):
        changed = Stock.objects.filter(pk=sku, held__gte=pieces).update(
            held=F("held") - pieces, on_hand=F("on_hand") - pieces
        )
        if not changed:
            raise StockDisagrees(f"{pieces} × {sku} should be held for {reference} but are not")
        _record(sku, -pieces, StockMove.Reason.SALE, reference=reference)


def add_stock(
    sku: str,
    pieces: int,
    *,
    reason: StockMove.Reason,
    reference: str = "",
    moved_by: AnyUser | None = None,
) -> None:
    """Add pieces to stock; a negative number removes them.

    Raise OutOfStock if fewer pieces than that are available.
    """
    with transaction.atomic():
        changed = Stock.objects.filter(pk=sku, on_hand__gte=F("held") - pieces).update(
            on_hand=F("on_hand") + pieces
        )
        if not changed:
            raise OutOfStock(sku, -pieces)
        _record(sku, pieces, reason, reference=reference, moved_by=moved_by)


def _in_order(demand: Demand) -> list[tuple[str, int]]:
    return sorted((sku, pieces) for sku, pieces in demand.items() if pieces)


def _record(
    sku: str,
    pieces: int,
    reason: StockMove.Reason,
    *,
    reference: str = "",
    moved_by: AnyUser | None = None,
) -> None:
    StockMove.objects.create(
        sku_id=sku,
        pieces=pieces,
        reason=reason,
        reference=reference,
        moved_by=moved_by,  # type: ignore[misc]  # the model of `accounts`, see AnyUser
    )
