"""What a log-in added to a customer's cart, so that it can be taken back."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

UNDO_WITHIN = timedelta(minutes=30)


class CartMergeQuerySet(models.QuerySet):
    def undoable(self):
        return self.filter(undone_at=None, merged_at__gt=timezone.now() - UNDO_WITHIN)


class CartMerge(models.Model):
    """A guest's cart joined a customer's. `quantities`: by SKU, how many the customer's cart held
    before and after."""

    cart = models.ForeignKey("checkout.Cart", on_delete=models.CASCADE, related_name="merges")
    guest_cart = models.OneToOneField(
        "checkout.Cart", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    quantities = models.JSONField(default=dict)
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = CartMergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_at__gte=models.F("merged_at")),
                name="merge_undone_after_it_was_made",
                violation_error_message="A merge is undone after it was made.",
            )
        ]

    def __str__(self):
        return f"Merge into {self.cart_id}"
