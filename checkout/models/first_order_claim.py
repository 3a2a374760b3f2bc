"""Claims of the first-order saving, one per person."""

from django.conf import settings
from django.db import models


class FirstOrderClaim(models.Model):
    """Claim of the first-order saving by an open order: released if the order is closed unpaid,
    permanent once it is paid.

    `email_hash` is a keyed hash of the normalised email address. It outlives the account, as do the
    `addresses`: the account's and the order's.
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

    def __str__(self) -> str:
        return f"First-order claim of {self.order}"


class ClaimedAddress(models.Model):
    """Email address of an account or order, as a keyed hash, that a claim has used. Unique, so that
    each address gets the saving once."""

    email_hash = models.CharField(max_length=64, primary_key=True)
    claim = models.ForeignKey(FirstOrderClaim, on_delete=models.CASCADE, related_name="addresses")

    def __str__(self) -> str:
        return f"An address of {self.claim}"
