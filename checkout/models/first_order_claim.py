"""Who has the first-order saving, or is about to."""

from django.conf import settings
from django.db import models


class FirstOrderClaim(models.Model):
    """Held by one open order at a time, given back when it expires, kept for good once it is paid.

    The address is a keyed hash of the normalised e-mail, and outlives the account. So do its
    `addresses`: the account's and the one that the order was placed with.
    """

    email_hash = models.CharField(max_length=64, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="first_order_claim",
    )
    order = models.OneToOneField(
        "checkout.Order", on_delete=models.PROTECT, related_name="first_order_claim"
    )
    claimed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"First-order claim of {self.order}"


class ClaimedAddress(models.Model):
    """An e-mail address, as its keyed hash, whose first-order saving a claim has taken: an
    account's or an order's, and each only once."""

    email_hash = models.CharField(max_length=64, primary_key=True)
    claim = models.ForeignKey(FirstOrderClaim, on_delete=models.CASCADE, related_name="addresses")

    def __str__(self):
        return f"An address of {self.claim}"
