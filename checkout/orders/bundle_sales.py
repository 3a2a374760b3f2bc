"""Sales of bundles, for the rows of best sellers."""

from datetime import datetime

from django.db.models import QuerySet, Sum

from catalog.listing import best_sellers
from checkout.models import OrderLine


def register() -> None:
    best_sellers.register_bundle_sales(find_best_bundles)


def find_best_bundles(bundles: QuerySet, since: datetime, limit: int) -> list[int]:
    """Return the keys of those of the bundle pages that sold most units since then. One query.

    Counts paid orders. Returned goods are not subtracted.
    """
    rows = (
        OrderLine.objects.filter(
            page__in=bundles.order_by().values("pk"), order__paid_at__gte=since
        )
        .order_by()
        .values_list("page")
        .annotate(units=Sum("quantity"))
        .order_by("-units", "page")
    )
    return [key for key, _ in rows[:limit]]
