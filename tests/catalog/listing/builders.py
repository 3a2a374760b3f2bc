"""Sales of products."""

from datetime import timedelta

from django.utils import timezone

from catalog.models import StockMove


def sell(page, pieces: int, *, reason=StockMove.Reason.SALE, days_ago: float = 0) -> None:
    move = StockMove.objects.create(sku_id=page.sku, pieces=-pieces, reason=reason)
    moved_at = timezone.now() - timedelta(days=days_ago)
    StockMove.objects.filter(pk=move.pk).update(moved_at=moved_at)
