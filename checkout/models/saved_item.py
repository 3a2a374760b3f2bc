"""Items that customers have saved for later."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from catalog.models.sku import Sku
from sitewide.money_fields import PenceField


class SavedItem(models.Model):
    """A saved item. Title and price are as last shown to the customer; they are only used to report
    changes, never to price. The item survives its page."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_items"
    )
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    title_shown = models.CharField(max_length=255)
    price_shown_pence = PenceField()
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "sku"],
                name="saved_once_per_customer",
                violation_error_message="This is already saved.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="saved_quantity_at_least_one",
                violation_error_message="A saved item needs at least one piece.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku_id} saved by {self.user}"
