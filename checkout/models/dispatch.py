"""An order that has left: who carries it, and under which number."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone

RETURN_DAYS = 14


class Dispatch(models.Model):
    order = models.OneToOneField(
        "checkout.Order", on_delete=models.PROTECT, related_name="dispatch"
    )
    carrier = models.CharField(max_length=60)
    tracking_number = models.CharField(max_length=60, blank=True)
    tracking_url = models.URLField(
        "tracking link", max_length=300, blank=True, validators=[URLValidator(schemes=["https"])]
    )
    dispatched_at = models.DateTimeField()
    dispatched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name_plural = "dispatches"

    def __str__(self):
        return f"Dispatch of {self.order}"

    @property
    def return_until(self):
        """The last day on which a return may be asked for: two weeks from when it should have
        arrived."""
        days = self.order.delivery_days + RETURN_DAYS
        return timezone.localdate(self.dispatched_at) + timedelta(days=days)
