"""Readings of Stripe's balance, with what each found."""

from typing import Self

from django.db import models


class BalanceReadingQuerySet(models.QuerySet["BalanceReading"]):
    def ended(self) -> Self:
        """Readings that got to the end, the latest first."""
        return self.filter(ended_at__isnull=False).order_by("-began_at", "-pk")


class BalanceReading(models.Model):
    """One reading of the balance and the payouts.

    `slot`: the scheduled time; empty if the owner asked for it. `refused`: Stripe's ids of what
    could not be stored. Nothing is lost: the next readings try it again.
    """

    slot = models.DateTimeField(unique=True, null=True)
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    new_entries = models.PositiveIntegerField(default=0)
    new_payouts = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)

    objects = BalanceReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]

    def __str__(self) -> str:
        return f"Balance as of {self.began_at:%d.%m.%Y %H:%M}"
