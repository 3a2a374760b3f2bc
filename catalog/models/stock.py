"""Stock of each SKU and its changes.

Trading data is never a column of a page (docs/design.md, law 1).

The functions change the stock. Each change is one conditional UPDATE whose row count decides
(law 4). A *demand* maps product SKUs to numbers of pieces. Rows are updated in SKU order so that
two orders cannot deadlock. Every function except `add_stock` must run inside the caller's
transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q

from catalog.models.sku import Sku
from catalog.models.users import AnyUser


class StockQuerySet(models.QuerySet):
    def free(self) -> Self:
        return self.annotate(free_now=F("on_hand") - F("held") + F("yielding"))

    def low(self) -> Self:
        return self.filter(on_hand__lte=F("held") - F("yielding") + F("low_at"))


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


class StockMove(models.Model):
    """Change of the stock on hand, with its reason, reference and user."""

    class Reason(models.TextChoices):
        OPENING = "opening", "opening stock"
        COUNT = "count", "count"
        DAMAGE = "damage", "damage"
        DELIVERY = "delivery", "delivery"
        RETURN = "return", "return"
        SALE = "sale", "sale"

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="stock_moves")
    pieces = models.IntegerField(help_text="Above 0: pieces added. Below 0: pieces removed.")
    reason = models.CharField(max_length=10, choices=Reason)
    reference = models.CharField(max_length=60, blank=True, help_text="Such as an order's number.")
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    moved_at = models.DateTimeField(auto_now_add=True)

    objects = StockMoveQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        indexes = [
            models.Index(
                fields=["moved_at"], condition=Q(reason="sale"), name="stock_sales_by_time"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(pieces=0),
                name="stock_move_moves",
                violation_error_message="A change of stock cannot be 0.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.pieces:+d} ({self.reason})"


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
        StockMove(sku_id=sku, pieces=-pieces, reason=StockMove.Reason.SALE, reference=reference)
        for sku, pieces in sold
    )


def add_stock(
    sku: str,
    pieces: int,
    *,
    reason: StockMove.Reason,
    reference: str = "",
    moved_by: AnyUser | None = None,
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
            reason=reason,
            reference=reference,
            moved_by=moved_by,  # type: ignore[misc]  # the model of `accounts`, see AnyUser
        )


def _in_order(demand: Demand) -> list[tuple[str, int]]:
    return sorted((sku, pieces) for sku, pieces in demand.items() if pieces)
