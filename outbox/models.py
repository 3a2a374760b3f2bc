"""Kinds of mails, mails to send, and mails that were sent.

Each app registers its kinds in `AppConfig.ready`; this package knows no app.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

# A claim older than this is ignored: its process was killed.
MAIL_MAY_TAKE = timedelta(minutes=10)


def _never(about: models.Model) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class MailKind[Object: models.Model]:
    """A kind of mail about objects of one model, such as the confirmation of an order.

    name: stored with each mail, and shown in the list of failed jobs.
    owed: returns the objects that may be written about now; the mails about others wait.
    mail: sends the mail about an object.
    is_outdated: a mail about an object for which this is true is deleted without sending.
    deletes_object: whether the object exists for the mail only, and is deleted once it is sent.
    label: how logs and the admin name the object; no personal data.
    """

    name: str
    owed: Callable[[], models.QuerySet[Object]]
    mail: Callable[[Object], None]
    is_outdated: Callable[[Object], bool] = _never
    deletes_object: bool = False
    label: Callable[[Object], str] = str


_kinds: dict[str, MailKind[Any]] = {}


def register(*kinds: MailKind[Any]) -> None:
    """Add these kinds. The clock's round sends mails in the order of registration."""
    _kinds.update({kind.name: kind for kind in kinds})


def registered_kinds() -> tuple[MailKind[Any], ...]:
    return tuple(_kinds.values())


def kind_named(name: str) -> MailKind[Any]:
    """Return the kind. Raises KeyError if no app has registered it."""
    return _kinds[name]


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def unclaimed(self) -> Self:
        """Mails that are not sent and that no process is sending."""
        stuck_since = timezone.now() - MAIL_MAY_TAKE
        return self.filter(Q(claimed_at=None) | Q(claimed_at__lt=stuck_since), sent_at=None)

    def claimed(self) -> Self:
        """Mails that a process has begun to send, also if it was killed, and sent ones."""
        return self.exclude(claimed_at=None)


class OutgoingMail(models.Model):
    """A mail of a kind (`MailKind`) about one object, stored with the event that requires it.

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
