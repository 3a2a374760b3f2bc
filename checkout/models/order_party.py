"""Parties that the limits on unpaid orders count by."""

from django.db import models


class OrderParty(models.Model):
    """A browser, email address or network, as a keyed hash.

    Placing an order writes, and so locks, the row: concurrent orders of a party are counted one
    after the other.
    """

    key = models.CharField(max_length=80, primary_key=True)
    ordered_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key.partition(":")[0]
