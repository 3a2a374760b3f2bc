"""Store mails with their events and deliver them: each is retried until it is sent.

A mail is sent twice only if its process is killed after sending it and before recording that.

Queue a mail in the transaction of its event: both are committed, or neither is.

The worker sends a mail after the commit of its event; a scheduled job sends the mails that the
worker did not send. A mail that fails several times because of its own content is given up and
shown in the admin (`jobs.tasks`).

`write` and `send` build a message and hand it to the mail server.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import DatabaseError, models, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from jobs.queues import Queue
from jobs.tasks import delete_failure, describe_error, failure_boundary, rows_not_due, shop_task
from outbox.failures import ERRORS_OF_BACKENDS, MailServerUnreachable, failure_of
from outbox.models import (
    MailKind,
    OutgoingMail,
    OutgoingMailQuerySet,
    SentMail,
    kind_named,
    registered_kinds,
    words_of,
)
from outbox.wordings import Wording
from sitewide.trader import current_trader

log = logging.getLogger(__name__)

# Marks mails as automatic, so that mail programs send no out-of-office replies (RFC 3834).
AUTO_SUBMITTED = {"Auto-Submitted": "auto-generated"}
_accepted: ContextVar[list[EmailMessage] | None] = ContextVar("accepted messages", default=None)


def write(
    to: str | list[str],
    subject: str,
    template: str,
    *,
    unsubscribe_link: str = "",
    reply_to: str = "",
    attached: tuple[str, bytes] | None = None,
    **context: Any,
) -> None:
    """Render a text and HTML mail and send it as one message. Raises MailNotSent.

    `to`: one address or several, which see each other. `template`: path without .txt and .html.
    `unsubscribe_link`: for mails sent by consent; mail programs then offer one-click unsubscribe
    (RFC 8058). `reply_to`: if not the trader. `attached`: name and bytes of a PDF.
    """
    text, html = render_mail(
        template, subject=subject, unsubscribe_link=unsubscribe_link, **context
    )
    message = EmailMultiAlternatives(
        subject,
        text,
        to=[to] if isinstance(to, str) else to,
        reply_to=[reply_to] if reply_to else None,
        headers=_unsubscribe_headers(unsubscribe_link) if unsubscribe_link else None,
    )
    message.attach_alternative(html, "text/html")
    if attached:
        message.attach(*attached, "application/pdf")
    send(message)


def write_worded(
    to: str,
    wording: Wording,
    values: Mapping[str, str],
    *,
    unsubscribe_link: str = "",
    attached: tuple[str, bytes] | None = None,
    **context: Any,
) -> None:
    """Send a mail in the words of the shop's editors. Raises MailNotSent.

    `values`: of the wording's placeholders. For the others see `write`.
    """
    words = words_of(wording, values)
    write(
        to,
        words.subject,
        wording.template,
        unsubscribe_link=unsubscribe_link,
        attached=attached,
        words=words,
        **context,
    )


def render_mail(template: str, **context: object) -> tuple[str, str]:
    """Return a mail as text and as HTML. `template`: path without .txt and .html."""
    context = mail_context(**context)
    return render_to_string(f"{template}.txt", context), render_to_string(
        f"{template}.html", context
    )


def mail_context(**context: object) -> dict[str, object]:
    """Return the context with what the frame of every mail shows: the shop's URL and trader."""
    return {"SITE_URL": settings.SITE_URL, "trader": current_trader()} | context


def send(message: EmailMultiAlternatives) -> None:
    """Send a message with the headers of all the shop's mails.

    Raises MailServerUnreachable, or MailNotSent if only this message cannot be sent.
    """
    message.extra_headers = AUTO_SUBMITTED | message.extra_headers
    if not message.reply_to:
        message.reply_to = [email for email in [current_trader().email] if email]
    try:
        message.send()
    except ERRORS_OF_BACKENDS as error:
        failure = failure_of(error)
    else:
        if (accepted := _accepted.get()) is not None:
            accepted.append(message)
        return
    raise failure


@contextmanager
def _accepted_messages() -> Iterator[list[EmailMessage]]:
    """Collect the messages that the mail server accepts within this block."""
    messages: list[EmailMessage] = []
    token = _accepted.set(messages)
    try:
        yield messages
    finally:
        _accepted.reset(token)


def _unsubscribe_headers(link: str) -> dict[str, str]:
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def queue_mail[Object: models.Model](kind: MailKind[Object], about: Object) -> None:
    """Store a mail about the object, unless there is one of this kind; the worker sends it."""
    send_mail.enqueue(store_mail(kind, about).pk)


def store_mail[Object: models.Model](kind: MailKind[Object], about: Object) -> OutgoingMail:
    """Store a mail about the object, unless there is one of this kind, and return it.

    A single INSERT … ON CONFLICT makes sure that two processes store only one mail. If the mail
    existed already, the returned object has the right primary key, but its other stored columns are
    not loaded.
    """
    mail = OutgoingMail(kind=kind.name, object_id=about.pk)
    OutgoingMail.objects.bulk_create(
        [mail], update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=["kind"]
    )
    return mail


def mails_about[Object: models.Model](
    kind: MailKind[Object], *about: Object
) -> OutgoingMailQuerySet:
    """Return the mails of this kind about these objects. Once deleted, one can be queued again."""
    return OutgoingMail.objects.filter(kind=kind.name, object_id__in=[one.pk for one in about])


def waiting_mails(kind: MailKind[Any]) -> OutgoingMailQuerySet:
    """Return the mails of this kind that are due and not claimed by another process."""
    unclaimed = OutgoingMail.objects.filter(kind=kind.name).unclaimed()
    owed = unclaimed.filter(object_id__in=kind.owed().values("pk"))
    return owed.exclude(object_id__in=rows_not_due(kind.name))


def deliver(mail_pk: int) -> bool:
    """Send the mail if it is waiting. Returns whether it was sent.

    Raises MailServerUnreachable, which ends the round because the next mail would fail as well.
    A mail that fails because of its content counts as a failed try; one that fails because the
    database is busy is sent in the next round.
    """
    mail = OutgoingMail.objects.filter(pk=mail_pk).first()
    if mail is None:
        return False
    kind = kind_named(mail.kind)
    if not waiting_mails(kind).filter(pk=mail_pk).exists() or not _claim(mail):
        return False
    about = kind.owed().filter(pk=mail.object_id).first()
    if about is None:
        _mail_claimed_here(mail).update(claimed_at=None)
        return False
    return _send(mail, kind, about)


@shop_task(Queue.MAILS)
def send_mail(mail_pk: int) -> None:
    """Send the mail in the background, unless it is sent, being sent, or withdrawn."""
    deliver(mail_pk)


def send_waiting_mails() -> int:
    """Send all waiting mails of every kind. Returns how many were sent.

    Runs on a schedule. Raises MailServerUnreachable, which ends the round.
    """
    unclaimed = OutgoingMail.objects.unclaimed().order_by()
    names = set(unclaimed.values_list("kind", flat=True).distinct())
    return sum(
        deliver(pk)
        for kind in registered_kinds()
        if kind.name in names
        for pk in list(waiting_mails(kind).values_list("pk", flat=True))
    )


def _claim(mail: OutgoingMail) -> bool:
    """Claim the mail with one conditional UPDATE.

    Filter on the columns of the mail only: a filter with a join becomes a subquery, which does not
    see a concurrent claim.
    """
    mail.claimed_at = timezone.now()
    unclaimed = OutgoingMail.objects.filter(pk=mail.pk).unclaimed()
    return bool(unclaimed.update(claimed_at=mail.claimed_at))


def _mail_claimed_here(mail: OutgoingMail) -> OutgoingMailQuerySet:
    """Return a queryset with the mail if this process still has its claim.

    It is empty if another process claimed or deleted the mail; updates then do nothing.
    """
    return OutgoingMail.objects.filter(pk=mail.pk, claimed_at=mail.claimed_at)


def _send(mail: OutgoingMail, kind: MailKind[Any], about: models.Model) -> bool:
    """Send a claimed mail, or delete it if it is outdated. Returns whether it was sent."""
    is_outdated = is_done = False
    try:
        with (
            _accepted_messages() as messages,
            failure_boundary(
                kind=kind.name,
                row=about.pk,
                label=partial(kind.label, about),
                ends_round=MailServerUnreachable,
            ),
        ):
            is_outdated = kind.is_outdated(about)
            if not is_outdated:
                kind.mail(about)
            is_done = True
    finally:
        if not is_done:
            _mail_claimed_here(mail).update(claimed_at=None)
    if is_outdated:
        _mail_claimed_here(mail).delete()
    elif is_done:
        _mark_sent(mail, kind, about, messages)
        delete_failure(kind=kind.name, row=about.pk)
        log.info("%s sent: %s", mail, kind.label(about))
    return is_done and not is_outdated


@transaction.atomic
def _mark_sent(
    mail: OutgoingMail, kind: MailKind[Any], about: models.Model, messages: list[EmailMessage]
) -> None:
    if kind.deletes_object:
        objects = type(about)._base_manager.filter(pk=about.pk)
        # Whoever deletes an object locks it before its mail: the other order could deadlock.
        objects.select_for_update().first()
        if _mail_claimed_here(mail).delete()[0]:
            objects.delete()
    else:
        _mail_claimed_here(mail).update(sent_at=timezone.now())
    try:
        with transaction.atomic():
            SentMail.log(kind, about, messages)
    except DatabaseError as error:  # the mail is sent: without this row it must stay so
        log.error("%s is not in the log of sent mails: %s", mail, describe_error(error))
