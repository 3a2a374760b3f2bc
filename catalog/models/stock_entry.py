"""Forms of stock changes that were submitted: deliveries of many SKUs, and counts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class StockEntry(models.Model):
    """A submitted form. Its token is unique, so a form that is sent twice is booked once.

    The changes are moves with this entry. `refusals` lists the rows that were not booked: the line
    of each, its text, and the reason. `counted_at`, of counts only: when the pieces were counted.
    """

    class Kind(models.TextChoices):
        DELIVERY = "delivery", "delivery"
        COUNT = "count", "count"

    token = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    reference = models.CharField(max_length=60, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    counted_at = models.DateTimeField(null=True, blank=True)
    refusals = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        verbose_name_plural = "stock entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="delivery", counted_at__isnull=True)
                | Q(kind="count", counted_at__lte=F("entered_at"), counted_at__isnull=False),
                name="counts_have_a_past_moment",
                violation_error_message="Counts, and only they, have a moment in the past.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or f"{self.get_kind_display()} {self.pk}"
