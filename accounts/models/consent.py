"""What a person has agreed to, and taken back: rows are added, never changed.

`accounts.models.triggers` writes that into the database as triggers. A row outlives the account: it
then says only that somebody under this keyed hash agreed.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ConsentKind(models.TextChoices):
    NEWSLETTER = "newsletter", "Newsletter"
    CART_REMINDERS = "cart_reminders", "Reminders of a cart"


class ConsentQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-happened_at", "-pk")


class Consent(models.Model):
    """Given, or withdrawn. `text` is what stood beside the box or button, `page` where it stood."""

    kind = models.CharField(max_length=20, choices=ConsentKind)
    is_given = models.BooleanField()
    happened_at = models.DateTimeField(default=timezone.now, editable=False)
    text = models.TextField()
    page = models.CharField(max_length=100)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="consents",
    )
    email_hash = models.CharField(max_length=64)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["happened_at", "pk"]
        indexes = [
            models.Index(fields=["kind", "email_hash"], name="consent_of_mailbox"),
            models.Index(fields=["kind", "user"], name="consent_of_user"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {'given' if self.is_given else 'withdrawn'}"
