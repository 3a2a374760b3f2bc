"""Mails of the outbox, as the tests send, read and age them."""

from datetime import timedelta

from django.db.models import F
from django_tasks_db.models import DBTaskResult

from outbox.mails import mails_about, send_mail
from outbox.models import MailKind, OutgoingMail


def the_mail(kind: MailKind, about) -> OutgoingMail:
    """Return the mail of this kind about the object; there is exactly one."""
    return mails_about(kind, about).get()


def send_now(kind: MailKind, about) -> None:
    """Run the worker's task for this mail."""
    send_mail.call(the_mail(kind, about).pk)


def tasks_of(kind: MailKind) -> list[int]:
    """Return the key of the object for each task that was queued for mails of this kind."""
    objects = dict(OutgoingMail.objects.filter(kind=kind.name).values_list("pk", "object_id"))
    tasks = DBTaskResult.objects.filter(task_path="outbox.mails.send_mail")
    mails = [asked["args"][0] for asked in tasks.values_list("args_kwargs", flat=True)]
    return [objects[mail] for mail in mails if mail in objects]


def age_claims(passed: timedelta) -> None:
    """Let this time pass since every claim."""
    OutgoingMail.objects.update(claimed_at=F("claimed_at") - passed)
