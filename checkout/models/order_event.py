"""The timeline of an order: who or what moved it, and when. Rows are added, never changed."""

from django.conf import settings
from django.db import models

from checkout.models.order_state import OrderState


class ActorKind(models.TextChoices):
    SHOPPER = "shopper", "the shopper"
    STRIPE = "stripe", "Stripe"
    SHOP = "shop", "the shop"
    OWNER = "owner", "the owner"


class OrderEvent(models.Model):
    """`before` and `after` are the same where something happened that moved nothing."""

    order = models.ForeignKey("checkout.Order", on_delete=models.PROTECT, related_name="timeline")
    happened_at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=10, choices=ActorKind)
    # No constraint in the database: a row stays as it was written when its user is deleted.
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

    def __str__(self):
        return f"{self.order}: {self.what or self.get_after_display()}"

    @property
    def moved(self) -> bool:
        return self.before != self.after
