"""The last invoice number given. It is taken while settling: a rollback gives it back."""

from django.db import models
from django.db.models import F


class InvoiceCounter(models.Model):
    """One row, made by a migration."""

    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_invoice_counter"),
        ]

    def __str__(self):
        return f"Invoice {self.last}"


def next_invoice_number() -> int:
    """In the caller's transaction, as late in it as can be: others wait for its end."""
    InvoiceCounter.objects.filter(pk=1).update(last=F("last") + 1)
    return InvoiceCounter.objects.get(pk=1).last
