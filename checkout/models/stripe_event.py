"""The inbox: every event that Stripe has signed, once."""

from django.db import models


class StripeEvent(models.Model):
    class Outcome(models.TextChoices):
        TAKEN = "taken", "Taken"
        NOT_OURS = "not_ours", "Not our concern"
        WRONG_MODE = "wrong_mode", "Wrong mode (live or test)"

    event_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=255, blank=True)
    api_version = models.CharField(max_length=40, blank=True)
    is_live = models.BooleanField(default=False)
    outcome = models.CharField(max_length=12, choices=Outcome)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = "Stripe event"

    def __str__(self):
        return f"{self.type} {self.event_id}"
