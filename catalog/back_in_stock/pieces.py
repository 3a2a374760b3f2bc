"""Free pieces of a product, and how many of them were announced to shoppers."""

from django.db.models import F, QuerySet

from catalog.models.listed_offer import ListedOffer
from catalog.models.stock import Stock, StockQuerySet
from catalog.models.stock_request import AnnouncedStock


def stock_on_sale() -> StockQuerySet:
    """Return the stock of products that are on sale and have free pieces, with `free_now`."""
    products = ListedOffer.objects.products().values("sku")
    return Stock.objects.free().filter(pk__in=products, free_now__gt=0)


def sold_since_announced() -> QuerySet[AnnouncedStock]:
    """Return the products of which fewer pieces are free than were announced."""
    stock = F("sku__stock__on_hand") - F("sku__stock__held") + F("sku__stock__yielding")
    return (
        AnnouncedStock.objects.filter(pieces__gt=0).alias(free=stock).filter(pieces__gt=F("free"))
    )


def lock_announced_pieces(sku: str) -> tuple[int, int]:
    """Return the free pieces of the product, and how many of these are announced.

    Locks the row of the announced pieces until the end of the transaction, and takes off the pieces
    that were sold since.
    """
    AnnouncedStock.objects.bulk_create([AnnouncedStock(sku_id=sku)], ignore_conflicts=True)
    stored = AnnouncedStock.objects.select_for_update().get(pk=sku)
    stock = Stock.objects.filter(pk=sku).first()
    free = stock.free if stock else 0
    announced = min(stored.pieces, max(free, 0))
    AnnouncedStock.objects.filter(pk=sku).update(pieces=announced)
    return free, announced
