"""Stock of each SKU and its changes.

Trading data is never a column of a page (docs/design.md, law 1).

The functions change the stock. Each change is one conditional UPDATE whose row count decides
(law 4). A *demand* maps product SKUs to numbers of pieces. Rows are updated in SKU order so that
two orders cannot deadlock. Every function except `add_stock` must run inside the caller's
transaction. Counts are in `catalog.models.stock_counts`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery, Sum

from catalog.models.sku import Sku
from catalog.models.stock_entry import StockEntry
from catalog.models.users import AnyUser


class StockQuerySet(models.QuerySet):
    def free(self) -> Self:
        return self.annotate(free_now=F("on_hand") - F("held") + F("yielding"))

    def low(self) -> Self:
        return self.filter(on_hand__lte=F("held") - F("yielding") + F("low_at"))

    def sold_out(self) -> Self:
        return self.filter(on_hand__lte=F("held") - F("yielding"))

    def for_sale(self) -> Self:
        """Stock of live pages only."""
        return self.filter(sku__page__live=True)

    def with_sold(self, since: datetime) -> Self:
        """Annotate `sold`: pieces that orders took since then; none if there are none."""
        sales = StockMove.objects.sold_since(since).filter(sku=OuterRef("pk")).order_by()
        pieces = sales.values("sku").annotate(pieces_moved=Sum("pieces")).values("pieces_moved")
        return self.annotate(sold=-Subquery(pieces))


LOW_STOCK = 5


class Stock(models.Model):
    """Pieces on hand, and how many of them are held for unpaid orders.

    Pieces held by old or very large unpaid orders are *yielding*: they are still held but count as
    free, because such an order is cancelled when another shopper wants the last pieces.
    """

    sku = models.OneToOneField(
        Sku, primary_key=True, on_delete=models.PROTECT, related_name="stock"
    )
    on_hand = models.IntegerField(default=0)
    held = models.IntegerField(default=0)
    yielding = models.IntegerField(default=0, db_default=0)
    # What the last count added or removed. The UPDATE of `count_stock` writes it, to be
    # read in the same transaction. Nothing else uses it.
    count_difference = models.IntegerField(default=0, db_default=0, editable=False)
    most_per_order = models.PositiveIntegerField(
        "maximum in one order",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Maximum pieces of this product in one order. If empty, the limit in the money "
        "rules applies.",
    )
    low_at = models.PositiveIntegerField(
        "low at",
        default=LOW_STOCK,
        help_text="The dashboard warns when this many pieces or fewer are free.",
    )

    objects = StockQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stock"
        constraints = [
            models.CheckConstraint(
                condition=Q(on_hand__gte=0),
                name="stock_not_below_zero",
                violation_error_message="The stock cannot be below 0.",
            ),
            models.CheckConstraint(
                condition=Q(held__gte=0) & Q(held__lte=F("on_hand")),
                name="held_within_stock",
                violation_error_message="Orders cannot hold more pieces than are in stock.",
            ),
            models.CheckConstraint(
                condition=Q(yielding__gte=0) & Q(yielding__lte=F("held")),
                name="yielding_within_held",
                violation_error_message="Unpaid orders cannot give up more pieces than are held.",
            ),
            models.CheckConstraint(
                condition=Q(most_per_order__isnull=True) | Q(most_per_order__gte=1),
                name="most_per_order_at_least_one",
                violation_error_message="The maximum in one order must be at least 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.free} free of {self.on_hand}"

    @property
    def free(self) -> int:
        return self.on_hand - self.held + self.yielding


class StockMoveQuerySet(models.QuerySet["StockMove"]):
    def sold_since(self, since: datetime) -> Self:
        """Sales of orders since then. Their pieces are below 0."""
        return self.filter(reason=StockMove.Reason.SALE, moved_at__gte=since)

    def after(self, moment: datetime) -> Self:
        """Pieces that came or went after this moment. A count moves none, it only corrects."""
        return self.filter(moved_at__gt=moment).exclude(reason=StockMove.Reason.COUNT)


class StockMove(models.Model):
    """Change of the stock on hand, with its reason, reference and user.

    A count that finds no difference is a move of 0 pieces: it says that somebody counted. When is
    in its entry, and `on_hand_after` includes what changed between then and the move.
    """

    class Reason(models.TextChoices):
        OPENING = "opening", "opening stock"
        COUNT = "count", "count"
        DAMAGE = "damage", "damage"
        DELIVERY = "delivery", "delivery"
        RETURN = "return", "return"
        SALE = "sale", "sale"

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="stock_moves")
    pieces = models.IntegerField(help_text="Above 0: pieces added. Below 0: pieces removed.")
    counted = models.PositiveIntegerField(null=True, blank=True, help_text="Of counts only.")
    on_hand_after = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty if not known, as for old changes."
    )
    reason = models.CharField(max_length=10, choices=Reason)
    reference = models.CharField(max_length=60, blank=True, help_text="Such as an order's number.")
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    moved_at = models.DateTimeField(auto_now_add=True)
    entry = models.ForeignKey(
        StockEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="moves"
    )

    objects = StockMoveQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        indexes = [
            models.Index(
                fields=["moved_at"], condition=Q(reason="sale"), name="stock_sales_by_time"
            ),
            models.Index(
                fields=["sku", "moved_at", "pieces"],
                condition=Q(reason="sale"),
                name="stock_sales_of_sku",
            ),
            models.Index(fields=["-moved_at", "-id"], name="stock_moves_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(pieces=0) | Q(counted__isnull=False),
                name="stock_move_moves",
                violation_error_message="A change of stock cannot be 0.",
            ),
            models.CheckConstraint(
                condition=Q(counted__isnull=True)
                | Q(reason="count", on_hand_after__isnull=False, entry__isnull=False),
                name="count_has_its_entry",
                violation_error_message="Only a count has a number counted. It has its entry, and "
                "says what is on hand after it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.pieces:+d} ({self.reason})"

    @property
    def moved_since_count(self) -> int:
        """Pieces that came or went (below 0) between a count and its record."""
        return (self.on_hand_after or 0) - (self.counted or 0)


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
    sold = _in_order(demand)
    for sku, pieces in sold:
        changed = Stock.objects.filter(pk=sku, held__gte=pieces).update(
            held=F("held") - pieces, on_hand=F("on_hand") - pieces
        )
        if not changed:
            raise StockDisagrees(f"{pieces} × {sku} should be held for {reference} but are not")
    StockMove.objects.bulk_create(
        StockMove(
            sku_id=sku,
            pieces=-pieces,
            on_hand_after=_on_hand(sku),
            reason=StockMove.Reason.SALE,
            reference=reference,
        )
        for sku, pieces in sold
    )


def add_stock(
    sku: str,
    pieces: int,
    *,
    reason: StockMove.Reason,
    reference: str = "",
    moved_by: AnyUser | None = None,
    entry: StockEntry | None = None,
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
        StockMove.objects.create(
            sku_id=sku,
            pieces=pieces,
            on_hand_after=_on_hand(sku),
            reason=reason,
            reference=reference,
            moved_by=moved_by,  # type: ignore[misc]  # the model of `accounts`, see AnyUser
            entry=entry,
        )


def _on_hand(sku: str) -> Subquery:
    """Stock on hand, for the INSERT of a move whose transaction has updated and so locked it."""
    return Subquery(Stock.objects.filter(pk=sku).values("on_hand"))


def _in_order(demand: Demand) -> list[tuple[str, int]]:
    return sorted((sku, pieces) for sku, pieces in demand.items() if pieces)
