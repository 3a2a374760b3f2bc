"""One comparison of Stripe's books with ours, for the owner to look at."""

from django.db import models


class Reconciliation(models.Model):
    """`findings` are what differed, each as a dict of words; `left` counts those not mended."""

    hour = models.DateTimeField(
        unique=True, null=True, help_text="The full hour it was run for; none when run by hand."
    )
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    since = models.DateTimeField()
    compared = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-began_at", "-pk"]

    def __str__(self):
        return f"Reconciliation of {self.began_at:%d.%m.%Y %H:%M}"
