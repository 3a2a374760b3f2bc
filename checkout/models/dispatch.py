"""Dispatch of an order."""

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

RETURN_DAYS = 14
MAX_LINK_LENGTH = 300


class Dispatch(models.Model):
    """The dispatch of an order, with carrier and tracking."""

    order = models.OneToOneField(
        "checkout.Order", on_delete=models.PROTECT, related_name="dispatch"
    )
    carrier = models.CharField(max_length=60)
    tracking_number = models.CharField(max_length=60, blank=True)
    tracking_url = models.URLField(
        "tracking link",
        max_length=MAX_LINK_LENGTH,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
    )
    dispatched_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    dispatched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name_plural = "dispatches"
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(delivered_at__gte=F("dispatched_at")),
                name="delivered_after_dispatch",
                violation_error_message="An order is delivered after its dispatch.",
            )
        ]

    def __str__(self) -> str:
        return f"Dispatch of {self.order}"

    @property
    def in_words(self) -> str:
        """The carrier, with the tracking number if there is one."""
        number = f", under the number {self.tracking_number}" if self.tracking_number else ""
        return f"{self.carrier}{number}"

    @property
    def return_until(self) -> date:
        """Last day to request a return: `RETURN_DAYS` after the expected delivery."""
        days = self.order.delivery_days + RETURN_DAYS
        return timezone.localdate(self.dispatched_at) + timedelta(days=days)
