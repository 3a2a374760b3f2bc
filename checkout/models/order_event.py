"""Timeline of an order: its state transitions and other events. Rows are never changed."""

from django.conf import settings
from django.db import models

from checkout.models.order_state import OrderState


class ActorKind(models.TextChoices):
    """Kind of person or system that caused an event."""

    SHOPPER = "shopper", "the shopper"
    STRIPE = "stripe", "Stripe"
    SHOP = "shop", "the shop"
    OWNER = "owner", "the owner"


class OrderEvent(models.Model):
    """Line of the timeline. `before` equals `after` if the event did not change the state."""

    order = models.ForeignKey("checkout.Order", on_delete=models.PROTECT, related_name="timeline")
    happened_at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=10, choices=ActorKind)
    # No database constraint: the row stays unchanged when its user is deleted.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    before = models.CharField(max_length=20, choices=OrderState, blank=True)
    after = models.CharField(max_length=20, choices=OrderState)
    what = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["happened_at", "pk"]

    def __str__(self) -> str:
        return f"{self.order}: {self.what or self.get_after_display()}"

    @property
    def moved(self) -> bool:
        """Whether the event changed the state."""
        return self.before != self.after
