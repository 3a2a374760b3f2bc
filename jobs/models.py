"""Failed background work."""

from django.db import models


class FailedJobQuerySet(models.QuerySet["FailedJob"]):
    def given_up(self) -> "FailedJobQuerySet":
        return self.filter(given_up_at__isnull=False)


class FailedJob(models.Model):
    """Work on a row (`kind` and primary key) whose last try failed. Deleted once the work is done.

    `reason` is the class of the error and the line of code. It contains no personal data.
    """

    kind = models.CharField(max_length=60)
    row = models.BigIntegerField("key of the row")
    label = models.CharField(
        max_length=60, blank=True, help_text="Name of the row, such as an order's number."
    )
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200)
    failed_at = models.DateTimeField("last failed")
    next_try_at = models.DateTimeField()
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = FailedJobQuerySet.as_manager()

    class Meta:
        ordering = ["-failed_at", "-pk"]
        verbose_name = verbose_name_plural = "failed work"
        constraints = [
            models.UniqueConstraint(fields=["kind", "row"], name="failed_job_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.label or self.row}"
