"""Rows of the ledger: what a change of the stock says to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.models import StockMove
from catalog.models.users import AnyUser

BY_ORDERS = (StockMove.Reason.SALE, StockMove.Reason.RETURN)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A change of the stock. `counted` and `counted_at` of counts only; `on_hand_after` is None if
    not known.

    `title` is "" if the page was deleted, `reference` if there is none that the user may see.
    """

    moved_at: datetime
    sku: str
    title: str
    pieces: int
    counted: int | None
    counted_at: datetime | None
    on_hand_after: int | None
    reason: str
    reference: str
    who: str

    @property
    def change(self) -> str:
        return f"{self.pieces:+d}" if self.pieces else "0"


def load_moves(keys: Sequence[int], user: AnyUser) -> list[MoveRow]:
    """Return the rows of these moves, in this order, as this user may see them. One query."""
    found = StockMove.objects.select_related("sku__page", "moved_by", "entry").in_bulk(list(keys))
    return [_row(found[key], user) for key in keys if key in found]


def shown_reference(move: StockMove, user: AnyUser) -> str:
    """Return the reference. Only superusers, who have the orders, see the number of an order.

    Sales, and returns that nobody entered, refer to orders.
    """
    is_order = move.reason in BY_ORDERS and move.moved_by_id is None
    return "" if is_order and not user.is_superuser else move.reference


def _row(move: StockMove, user: AnyUser) -> MoveRow:
    page = move.sku.page
    return MoveRow(
        moved_at=move.moved_at,
        sku=move.sku_id,
        title=page.title if page else "",
        pieces=move.pieces,
        counted=move.counted,
        counted_at=move.entry.counted_at if move.entry else None,
        on_hand_after=move.on_hand_after,
        reason=move.get_reason_display().capitalize(),
        reference=shown_reference(move, user),
        who=str(move.moved_by or "the shop"),
    )
