"""Newsletter subscribers, confirmed or not."""

from django.db import models
from django.utils import timezone

from sitewide.email_addresses import validate_mailable


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def confirmed(self) -> "SubscriberQuerySet":
        return self.exclude(confirmed_at=None)

    def unconfirmed(self) -> "SubscriberQuerySet":
        return self.filter(confirmed_at=None)


class Subscriber(models.Model):
    """A newsletter subscription. Unsubscribing deletes the row; its Consent records are kept.

    `address_key` is a keyed hash of the email in lower case. Unsubscribe links are signed for it,
    so links in old mails still work after a new subscription.
    """

    email = models.EmailField("e-mail address", validators=[validate_mailable])
    address_key = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    text_shown = models.TextField()
    page = models.CharField(max_length=100)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"
