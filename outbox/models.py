"""Kinds of mails, mails to send, mails that were sent, and the words that editors changed.

Each app registers its kinds in `AppConfig.ready`; this package knows no app.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.models import PreviewableMixin, RevisionMixin

from outbox.wording_form import MailWordingForm
from outbox.wordings import (
    PLACEHOLDER,
    Wording,
    Words,
    placeholder_mistakes,
    registered_wordings,
)
from sitewide.email_addresses import email_hash

# Mail programs know no style sheets, so the styles of a mail are in its tags.
PREVIEW_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_EMPTY_LINES = re.compile(r"\n\s*\n")
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
    logs_recipient: whether the log of sent mails may keep the address.
    """

    name: str
    owed: Callable[[], models.QuerySet[Object]]
    mail: Callable[[Object], None]
    is_outdated: Callable[[Object], bool] = _never
    deletes_object: bool = False
    label: Callable[[Object], str] = str
    logs_recipient: bool = True


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


class SentMail(models.Model):
    """A mail that was sent to one recipient, for the log in the admin. Deleted after some time.

    `label` names the object, without personal data. `email_hash` is the keyed hash of the
    normalised recipient; both are empty if the kind keeps no address. The content is not stored.
    """

    kind = models.CharField(max_length=60, db_index=True)
    object_id = models.BigIntegerField("key of the object")
    label = models.CharField("about", max_length=60, blank=True)
    subject = models.CharField(max_length=255)
    recipient = models.CharField(max_length=254, blank=True)
    email_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    sent_at = models.DateTimeField("sent", default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        verbose_name = "mail"
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient="", email_hash="") | (~Q(recipient="") & ~Q(email_hash="")),
                name="sent_mail_has_recipient_and_hash",
                violation_error_message="A recipient is stored with its hash.",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @staticmethod
    def log(kind: MailKind[Any], about: models.Model, messages: Iterable[EmailMessage]) -> None:
        """Store a row for each recipient of these messages about the object."""
        SentMail.objects.bulk_create(
            SentMail(
                kind=kind.name,
                object_id=about.pk,
                label=kind.label(about)[:60],
                subject=str(message.subject)[:255],
                recipient=recipient if kind.logs_recipient else "",
                email_hash=email_hash(recipient) if kind.logs_recipient else "",
            )
            for message in messages
            for recipient in message.recipients()
        )


class MailWording(PreviewableMixin, RevisionMixin, models.Model):
    """Words of a mail that editors changed. An empty field has the standard words.

    There is one row for each registered wording; `create_missing` adds those that are new.
    """

    WORDS: ClassVar = ("subject", "heading", "text")

    name = models.CharField(max_length=60, unique=True, editable=False)
    subject = models.CharField(max_length=150, blank=True)
    heading = models.CharField(max_length=150, blank=True)
    text = models.TextField(max_length=4000, blank=True)

    base_form_class = MailWordingForm

    class Meta:
        verbose_name = "mail wording"

    def __str__(self) -> str:
        return self.wording.label

    @classmethod
    def create_missing(cls, using: str) -> None:
        """Add a row without changes for each wording that has none to this database."""
        cls.objects.using(using).bulk_create(
            [cls(name=name) for name in registered_wordings()], ignore_conflicts=True
        )

    @property
    def wording(self) -> Wording:
        return registered_wordings()[self.name]

    @property
    def changed(self) -> dict[str, str]:
        """The words that differ from the standard ones."""
        return {part: words for part in self.WORDS if (words := getattr(self, part))}

    @property
    def changed_in_words(self) -> str:
        """Which words are changed, as the admin's list says it."""
        return f"Changed: {', '.join(self.changed)}" if self.changed else "Standard"

    def clean(self) -> None:
        """Refuse placeholders that this mail does not have."""
        super().clean()
        mistakes = {
            part: found
            for part, words in self.changed.items()
            if (found := placeholder_mistakes(words, self.wording.placeholders))
        }
        if mistakes:
            raise ValidationError(mistakes)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return [("html", "HTML"), ("txt", "Plain text")]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Return the mail about sample data, with the words as they are in the form."""
        from outbox.mails import render_mail  # which imports this module

        values, context = self.wording.sample()
        words = fill(self.wording, self.changed, values)
        text, html = render_mail(
            self.wording.template,
            words=words,
            subject=words.subject,
            subject_in_preview=words.subject,
            **context,
        )
        if mode_name == "txt":
            text = f"Subject: {words.subject}\n\n{text}"
            return HttpResponse(text, content_type="text/plain; charset=utf-8")
        return HttpResponse(html, headers={"Content-Security-Policy": PREVIEW_POLICY})


def words_of(wording: Wording, values: Mapping[str, str]) -> Words:
    """Return the words of a mail, as editors changed them. One query."""
    row = MailWording.objects.filter(name=wording.name).first()
    return fill(wording, row.changed if row else {}, values)


def fill(wording: Wording, changed: Mapping[str, str], values: Mapping[str, str]) -> Words:
    """Fill in the placeholders of the changed words, or of the standard words where none changed.

    changed: may hold subject, heading and text. values: by placeholder, as plain text.
    """
    subject, heading, text = (
        PLACEHOLDER.sub(lambda found: values[found[1]], changed.get(part) or getattr(wording, part))
        for part in ("subject", "heading", "text")
    )
    one_line = " ".join(subject.split())
    paragraphs = [part.strip() for part in _EMPTY_LINES.split(text)]
    return Words(one_line, heading, tuple(part for part in paragraphs if part))
