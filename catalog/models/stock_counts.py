"""Counts and deliveries of several SKUs, each SKU by one UPDATE in the order of the SKUs.

A count is a fact of a moment: law 1 of docs/design.md allows no form that posts a figure of an
earlier moment as the present one. What is on hand is the number counted with all that came or went
since. The UPDATE that stores it computes it from the ledger, and the difference too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F, Subquery, Sum, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce

from catalog.models.stock import Demand, Stock, StockMove
from catalog.models.stock_entry import StockEntry
from catalog.models.users import AnyUser

BATCH = 500


class CountBelowHeld(Exception):
    """Fewer pieces would be on hand than unpaid orders hold, or fewer than none.

    `on_hand`: the pieces counted with what came or went since. `to_release`: pieces held too many.
    """

    def __init__(self, sku: str, *, counted: int, on_hand: int, held: int) -> None:
        super().__init__(f"{counted} × {sku} counted, now {on_hand}, {held} are held")
        self.sku = sku
        self.counted = counted
        self.on_hand = on_hand
        self.held = held
        self.to_release = held - on_hand


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of counts: the difference of each SKU, those below what is held, unknown SKUs."""

    differences: dict[str, int] = field(default_factory=dict)
    below_held: dict[str, CountBelowHeld] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)


@transaction.atomic
def count_stock(
    counted: Mapping[str, int], *, entry: StockEntry, moved_by: AnyUser | None = None
) -> Counts:
    """Record how many pieces of each SKU, held ones included, were counted at the entry's moment.

    A SKU that is refused stops no other.
    """
    if entry.counted_at is None:
        raise ValueError(f"“{entry}” has no moment at which pieces were counted")
    result = Counts()
    for sku, number in sorted(counted.items()):
        try:
            _set_on_hand(sku, number, entry.counted_at)
        except Stock.DoesNotExist:
            result.unknown.add(sku)
        except CountBelowHeld as refused:
            result.below_held[sku] = refused
        else:
            result.differences[sku] = 0
    # The UPDATEs have locked the rows, so these are their own differences.
    found = Stock.objects.filter(pk__in=result.differences)
    stored = found.order_by("pk").values_list("pk", "count_difference", "on_hand")
    moves = []
    for sku, pieces, on_hand in stored:
        result.differences[sku] = pieces
        moves.append(
            StockMove(pieces=pieces, counted=counted[sku], on_hand_after=on_hand, sku_id=sku)
        )
    _write(moves, StockMove.Reason.COUNT, entry, moved_by)
    return result


@transaction.atomic
def receive_delivery(
    pieces: Demand, *, entry: StockEntry, moved_by: AnyUser | None = None
) -> set[str]:
    """Add the pieces of a delivery to the stock. Return the SKUs that do not exist."""
    unknown = set()
    for sku, number in sorted(pieces.items()):
        if not Stock.objects.filter(pk=sku).update(on_hand=F("on_hand") + number):
            unknown.add(sku)
    on_hand = dict(Stock.objects.filter(pk__in=list(pieces)).values_list("pk", "on_hand"))
    moves = [
        StockMove(sku_id=sku, pieces=pieces[sku], on_hand_after=after)
        for sku, after in sorted(on_hand.items())
    ]
    _write(moves, StockMove.Reason.DELIVERY, entry, moved_by)
    return unknown


def _set_on_hand(sku: str, counted: int, counted_at: datetime) -> None:
    """Store what is on hand, and the difference. Raise CountBelowHeld or Stock.DoesNotExist."""
    # A statement of its own locks the row, so that the UPDATE sees the moves of all who had it.
    Stock.objects.select_for_update().only("pk").get(pk=sku)
    stock, on_hand = Stock.objects.filter(pk=sku), _on_hand_now(sku, counted, counted_at)
    countable = stock.filter(held__lte=on_hand)
    if not countable.update(on_hand=on_hand, count_difference=on_hand - F("on_hand")):
        held, now = stock.values_list("held", on_hand).get()
        raise CountBelowHeld(sku, counted=counted, on_hand=now, held=held)


def _on_hand_now(sku: str, counted: int, counted_at: datetime) -> CombinedExpression:
    moved = StockMove.objects.after(counted_at).filter(sku=sku).order_by()
    pieces = moved.values("sku").annotate(pieces_moved=Sum("pieces")).values("pieces_moved")
    return Value(counted) + Coalesce(Subquery(pieces), 0)


def _write(
    moves: Iterable[StockMove],
    reason: StockMove.Reason,
    entry: StockEntry,
    moved_by: AnyUser | None,
) -> None:
    moves = list(moves)
    for move in moves:
        move.reason, move.reference = reason, str(entry)
        move.entry, move.moved_by = entry, moved_by  # type: ignore[assignment]  # see AnyUser
    StockMove.objects.bulk_create(moves, batch_size=BATCH)
