"""Best sellers: the products that sold most pieces in the last 90 days."""

from datetime import timedelta

from django.db.models import QuerySet, Sum
from django.utils import timezone

from catalog.models.stock import StockMove

BEST_SELLER_PERIOD = timedelta(days=90)


def best_seller_keys(products: QuerySet, *, limit: int) -> list[int]:
    """Return the keys of those of the product pages that sold most, best first. One query.

    Counts pieces that left the stock for paid orders, also as parts of bundles. Returned goods are
    not subtracted.
    """
    sales = StockMove.objects.sold_since(timezone.now() - BEST_SELLER_PERIOD)
    rows = (
        sales.filter(sku__page__in=products.order_by().values("pk"))
        .order_by()
        .values_list("sku__page")
        .annotate(pieces_moved=Sum("pieces"))  # below 0
        .order_by("pieces_moved", "sku__page")
    )
    return [key for key, _ in rows[:limit]]
