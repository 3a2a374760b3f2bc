"""An order whose buyer's account is gone: what is still personal in it leaves step by step."""

from django.db import models


class OrderErasure(models.Model):
    """`next_at` is when more of it may go; none once all has gone."""

    order = models.OneToOneField("checkout.Order", on_delete=models.CASCADE, related_name="erasure")
    asked_at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self):
        return f"Erasure of {self.order}"
