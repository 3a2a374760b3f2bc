"""Disputes (chargebacks) of payments."""

from typing import Self

from django.db import models
from django.db.models import F
from django.utils import timezone

from sitewide.money_fields import PenceField

OVER = ("won", "lost", "warning_closed", "prevented")
AWAITS_ANSWER = ("needs_response", "warning_needs_response")


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def to_answer(self) -> Self:
        """Open disputes, earliest deadline first."""
        return self.exclude(status__in=OVER).order_by(F("answer_by").asc(nulls_last=True), "pk")


class Dispute(models.Model):
    """A dispute as reported by Stripe. `status` and `reason` are Stripe's values; its API may add
    new ones."""

    order = models.ForeignKey("checkout.Order", on_delete=models.PROTECT, related_name="disputes")
    stripe_dispute_id = models.CharField(max_length=255, unique=True)
    amount_pence = PenceField()
    status = models.CharField(max_length=40)
    reason = models.CharField(max_length=60, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"Dispute of {self.order}"

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    @property
    def is_late(self) -> bool:
        return not self.is_over and self.answer_by is not None and self.answer_by < timezone.now()

    @property
    def days_left(self) -> int | None:
        """Whole days until the deadline; negative once it has passed."""
        return (self.answer_by - timezone.now()).days if self.answer_by else None

    @property
    def in_words(self) -> str:
        """Reason and status as readable text."""
        reason = self.reason or "no reason given"
        return f"{reason}, {self.status}".replace("_", " ").capitalize()
