"""Payouts: what Stripe sent to the shop's bank account."""

from typing import Self

from django.db import models
from django.db.models import Q

ON_THE_WAY = ("pending", "in_transit")
LOST = ("failed", "canceled")


class PayoutQuerySet(models.QuerySet["Payout"]):
    def on_the_way(self) -> Self:
        """Payouts whose status may still change soon."""
        return self.filter(status__in=ON_THE_WAY)


class Payout(models.Model):
    """A payout as reported by Stripe. `status` is Stripe's value.

    `amount_pence` is negative if Stripe took a debt from the bank account. `has_all_entries`: the
    entries that it consists of have been read. Stripe names them for automatic payouts only.
    """

    # Keep payouts out of Wagtail's reference index, as all records of Stripe.
    wagtail_reference_index_ignore = True

    stripe_payout_id = models.CharField(max_length=255, unique=True)
    amount_pence = models.IntegerField()
    status = models.CharField(max_length=20)
    is_automatic = models.BooleanField()
    created_at = models.DateTimeField(db_index=True)
    arrives_on = models.DateField()
    has_all_entries = models.BooleanField(default=False)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount_pence=0),
                name="payout_of_an_amount",
                violation_error_message="A payout has an amount.",
            )
        ]

    def __str__(self) -> str:
        return f"Payout of {self.created_at:%d.%m.%Y}"

    @property
    def status_in_words(self) -> str:
        return self.status.replace("_", " ").capitalize()

    @property
    def is_lost(self) -> bool:
        """Whether it failed or was cancelled: Stripe has, or gets, the money back."""
        return self.status in LOST
