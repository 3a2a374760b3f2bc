"""Who gets the newsletter, or has asked for it and not confirmed yet."""

from django.db import models
from django.utils import timezone

from sitewide.mail import validate_mailable


class SubscriberQuerySet(models.QuerySet):
    def confirmed(self):
        return self.exclude(confirmed_at=None)

    def unconfirmed(self):
        return self.filter(confirmed_at=None)


class Subscriber(models.Model):
    """Unsubscribing deletes the row; the consents that were given and withdrawn stay, as hashes.

    `address_key` is a keyed hash of the address as typed but for capitals: what the links in mails
    are signed for, so that those of an old mail work after subscribing anew.
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

    def __str__(self):
        return f"subscriber {self.pk}"
