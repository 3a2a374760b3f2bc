"""Counter of invoice numbers."""

from django.db import models


class InvoiceCounter(models.Model):
    """Counter of invoice numbers: a single row, created by a migration."""

    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_invoice_counter"),
        ]

    def __str__(self) -> str:
        return f"Invoice {self.last}"
