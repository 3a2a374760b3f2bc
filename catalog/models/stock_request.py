"""Requests of shoppers to be told when a sold-out product is back in stock."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models.sku import Sku
from sitewide.email_addresses import validate_mailable


class StockRequestQuerySet(models.QuerySet["StockRequest"]):
    def waiting(self) -> Self:
        """Requests whose mail is not queued yet."""
        return self.filter(queued_at=None)

    def first_asked(self) -> Self:
        return self.order_by("asked_at", "pk")


class StockRequest(models.Model):
    """Request for one mail about one product. Deleted once the mail is sent.

    `email_hash` is the keyed hash of the normalised address, so a mailbox has one request for a
    product at most. `queued_at`: when the mail was queued.
    """

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="stock_requests")
    email = models.EmailField(validators=[validate_mailable])
    email_hash = models.CharField(max_length=64, db_index=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    queued_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = StockRequestQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["sku", "email_hash"],
                name="one_stock_request_of_a_mailbox",
                violation_error_message="This address has asked about this product already.",
            ),
            models.CheckConstraint(
                condition=~Q(email="") & ~Q(email_hash=""),
                name="stock_request_has_address",
                violation_error_message="A request needs an address.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["sku", "asked_at"],
                condition=Q(queued_at=None),
                name="waiting_stock_requests",
            )
        ]

    def __str__(self) -> str:
        return f"request {self.pk} for {self.sku_id}"


class AnnouncedStock(models.Model):
    """Free pieces of a product about which shoppers were told, so that a piece is announced once.

    Pieces that are sold are taken off: see `catalog.back_in_stock.pieces`.
    """

    sku = models.OneToOneField(
        Sku, primary_key=True, on_delete=models.CASCADE, related_name="announced_stock"
    )
    pieces = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pieces} pieces of {self.sku_id} are announced"
