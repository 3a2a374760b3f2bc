"""Whoever places orders, as the limits on unpaid orders know them."""

from django.db import models


class OrderParty(models.Model):
    """A browser, an e-mail address or an internet address, as a keyed hash.

    Its row is written, and so locked, by each order that is placed: two orders of one party are
    counted one after the other.
    """

    key = models.CharField(max_length=80, primary_key=True)
    ordered_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.key.partition(":")[0]
