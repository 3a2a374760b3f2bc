"""Mails to send, and mails that were sent."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

# A claim older than this is ignored: its process was killed.
MAIL_MAY_TAKE = timedelta(minutes=10)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def unclaimed(self) -> Self:
        """Mails that are not sent and that no process is sending."""
        stuck_since = timezone.now() - MAIL_MAY_TAKE
        return self.filter(Q(claimed_at=None) | Q(claimed_at__lt=stuck_since), sent_at=None)

    def claimed(self) -> Self:
        """Mails that a process has begun to send, also if it was killed, and sent ones."""
        return self.exclude(claimed_at=None)


class OutgoingMail(models.Model):
    """A mail of a kind (`outbox.kinds`) about one object, stored with the event that requires it.

    There is at most one mail of a kind about an object. The process that sends it claims it first.
    The row names neither the recipient nor the content: the kind finds them when the mail is sent.
    """

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField("key of the object")
    queued_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                name="one_mail_of_a_kind_about_an_object",
                violation_error_message="There is a mail of this kind about this object.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(claimed_at__isnull=False),
                name="sent_mail_was_claimed",
                violation_error_message="A mail is claimed before it is sent.",
            ),
        ]
        indexes = [
            models.Index(fields=["kind"], condition=Q(sent_at=None), name="outbox_unsent_mails")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
