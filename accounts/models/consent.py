"""Consents, given and withdrawn. Rows are only added, never changed.

Database triggers enforce that (`accounts.models.triggers`). A row outlives the account: it then
holds only a keyed hash of the email.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ConsentKind(models.TextChoices):
    NEWSLETTER = "newsletter", "Newsletter"
    CART_REMINDERS = "cart_reminders", "Reminders of a cart"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def newest_first(self) -> "ConsentQuerySet":
        return self.order_by("-happened_at", "-pk")


class Consent(models.Model):
    """A consent, given or withdrawn. `text`: label of the box or button; `page`: its page."""

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

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {'given' if self.is_given else 'withdrawn'}"
