"""Inbox of Stripe's webhook events."""

from django.db import models


class StripeEvent(models.Model):
    """A signed event, stored once and deleted after 90 days. `payload` contains only allow-listed
    keys, without personal data."""

    # Keep events out of Wagtail's reference index: it would re-index on every save.
    wagtail_reference_index_ignore = True

    class Outcome(models.TextChoices):
        TAKEN = "taken", "Applied"
        NOT_OURS = "not_ours", "Not for this shop"
        WAITING = "waiting", "Waiting for the order's payment"
        FAILED = "failed", "Failed: Stripe sends it again"
        WRONG_MODE = "wrong_mode", "Wrong mode (live or test)"

    event_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=255, blank=True)
    payment_intent_id = models.CharField(max_length=255, blank=True)
    api_version = models.CharField(max_length=40, blank=True)
    is_live = models.BooleanField(default=False)
    outcome = models.CharField(max_length=12, choices=Outcome, db_index=True)
    error = models.CharField(max_length=300, blank=True)
    payload = models.JSONField(default=dict)
    order = models.ForeignKey(
        "checkout.Order", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = "Stripe event"

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"

    @property
    def is_done(self) -> bool:
        """Whether a further delivery changes nothing."""
        return self.outcome not in (self.Outcome.FAILED, self.Outcome.WAITING)
