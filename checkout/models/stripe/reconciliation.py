"""Stored reconciliations of Stripe's records with ours."""

from django.db import models


class Reconciliation(models.Model):
    """A comparison with Stripe. `findings`: the differences, as dicts. `left`: number not fixed."""

    hour = models.DateTimeField(
        unique=True, null=True, help_text="Hour of the scheduled run. Empty if it was run by hand."
    )
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    since = models.DateTimeField()
    compared = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-began_at", "-pk"]

    def __str__(self) -> str:
        return f"Reconciliation of {self.began_at:%d.%m.%Y %H:%M}"
