"""Gradual erasure of personal data from the orders of deleted accounts."""

from django.db import models


class OrderErasure(models.Model):
    """Erasure of an order's personal data. `next_at`: when the next data may be deleted; None once
    all is deleted."""

    order = models.OneToOneField("checkout.Order", on_delete=models.CASCADE, related_name="erasure")
    asked_at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"Erasure of {self.order}"
