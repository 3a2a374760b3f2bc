"""Refunded goods go back on the shelf: where somebody has chosen it, and each piece once."""

from collections import Counter

from django.db.models import Sum
from django.utils import timezone

from catalog.models import StockMove
from catalog.stock import add_stock
from checkout.models import Refund
from checkout.models.refund import LOST

RETURN = StockMove.Reason.RETURN


def restock(refund: Refund) -> None:
    """Put back what this refund gives back, in the caller's transaction, its order locked.

    A refund can fail when its goods are back already, and be asked for again: what the shelf has of
    this order is brought to what its refunds that count say, and never above.
    """
    waiting = Refund.objects.filter(pk=refund.pk, restocked_at=None)
    if not waiting.update(restocked_at=timezone.now()):
        return
    due = _due(refund)
    order_number = refund.order.number
    moves = StockMove.objects.filter(reason=RETURN, reference=order_number, sku__in=due)
    back = dict(moves.values_list("sku").annotate(Sum("pieces")))
    for sku, pieces in sorted(_pieces_of(refund).items()):
        missing = min(pieces, due[sku] - back.get(sku, 0))
        if missing > 0:
            add_stock(sku, missing, reason=RETURN, reference=order_number)


def _due(refund: Refund) -> Counter[str]:
    """Pieces by SKU that all refunds of its order have put back, but for those that failed."""
    restocked = Refund.objects.filter(order=refund.order_id).exclude(restocked_at=None)
    return sum((_pieces_of(one) for one in restocked.exclude(state__in=LOST)), Counter())


def _pieces_of(refund: Refund) -> Counter[str]:
    pieces: Counter[str] = Counter()
    for line in refund.lines.select_related("line"):
        for sku, each in line.line.demand.items():
            pieces[sku] += each * line.quantity
    return pieces
