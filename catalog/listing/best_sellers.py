"""Best sellers: the products that sold most pieces, and bundles most units, in the last 90 days."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import QuerySet, Sum
from django.utils import timezone

from catalog.models.stock import StockMove

BEST_SELLER_PERIOD = timedelta(days=90)

# Called with the queryset of bundle pages, the beginning of the period, and the number of keys.
type FindBestBundles = Callable[[QuerySet, datetime, int], list[int]]

_finders: list[FindBestBundles] = []


def register_bundle_sales(find: FindBestBundles) -> None:
    """Set the function that returns the keys of bundles, those that sold most first.

    A higher layer has the orders: the stock knows only the parts of a bundle.
    """
    _finders[:] = [find]


def current_hour() -> datetime:
    """Return the hour whose best sellers pages show: orders do not raise the generation."""
    return timezone.now().replace(minute=0, second=0, microsecond=0)


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


def best_bundle_keys(bundles: QuerySet, *, limit: int) -> list[int]:
    """Return the keys of those of the bundle pages that sold most, best first."""
    since = timezone.now() - BEST_SELLER_PERIOD
    return [key for find in _finders for key in find(bundles, since, limit)]
