"""Put refunded goods back in stock, if the owner chose so, and each piece once."""

from collections import Counter

from django.db.models import Sum
from django.utils import timezone

from catalog.models import StockMove
from catalog.models.stock import add_stock
from checkout.models import Refund
from checkout.models.refund import LOST

RETURN = StockMove.Reason.RETURN


def restock(refund: Refund) -> None:
    """Put the goods of this refund back in stock. Call in a transaction, with the order locked.

    A refund can fail after its goods were put back, and be requested again. So the pieces that came
    back from the order are raised to the sum of its refunds that count, never above.
    """
    waiting = Refund.objects.filter(pk=refund.pk, restocked_at=None)
    if not waiting.update(restocked_at=timezone.now()):
        return
    due = _due(refund)
    order_number = refund.order.number
    moves = StockMove.objects.filter(reason=RETURN, reference=order_number, sku__in=due)
    returned = dict(moves.values_list("sku").annotate(Sum("pieces")))
    for sku, pieces in sorted(_pieces_of(refund).items()):
        missing = min(pieces, due[sku] - returned.get(sku, 0))
        if missing > 0:
            add_stock(sku, missing, reason=RETURN, reference=order_number)


def _due(refund: Refund) -> Counter[str]:
    """Pieces by SKU that the restocked refunds of the order give back, without failed ones."""
    restocked = Refund.objects.filter(order=refund.order_id).exclude(restocked_at=None)
    pieces: Counter[str] = Counter()
    for counted in restocked.exclude(state__in=LOST):
        pieces += _pieces_of(counted)
    return pieces


def _pieces_of(refund: Refund) -> Counter[str]:
    pieces: Counter[str] = Counter()
    for line in refund.lines.select_related("line"):
        for sku, each in line.line.demand.items():
            pieces[sku] += each * line.quantity
    return pieces
