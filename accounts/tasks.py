"""What the worker does for people and their data. Tasks take a row's key, never a name or address,
may run twice, and do their work once."""

import logging

from django.contrib.sessions.models import Session

from accounts.download_making import make_file
from accounts.mails import (
    mail_download_ready,
    mail_farewell,
    mail_newsletter_question,
    mail_newsletter_welcome,
)
from accounts.models import Farewell, Subscriber
from accounts.owed_mails import OwedMail
from accounts.sessions import sessions_of
from jobs.queues import Queue
from jobs.tasks import shop_task

log = logging.getLogger(__name__)

# The last mail to somebody whose account is deleted; then the address is forgotten.
FAREWELL = OwedMail(kind="farewell", owed=Farewell.objects.all, mail=mail_farewell, sent_at=None)


@shop_task(Queue.MAILS)
def make_download(download_pk: int) -> None:
    make_and_mail(download_pk)


def make_and_mail(download_pk: int) -> None:
    """Make the file and tell its owner, unless that is done or under way."""
    if download := make_file(download_pk):
        mail_download_ready(download)
        log.info("download %s is made", download_pk)


@shop_task(Queue.MAILS)
def send_newsletter_question(subscriber_pk: int) -> None:
    """Ask for the confirmation; who has confirmed already is told so. The same to everybody else:
    the form does not tell one from the other."""
    subscriber = Subscriber.objects.filter(pk=subscriber_pk).first()
    if subscriber is None:
        return
    mail = mail_newsletter_welcome if subscriber.confirmed_at else mail_newsletter_question
    mail(subscriber)


@shop_task(Queue.MAILS)
def send_newsletter_welcome(subscriber_pk: int) -> None:
    if subscriber := Subscriber.objects.confirmed().filter(pk=subscriber_pk).first():
        mail_newsletter_welcome(subscriber)


@shop_task(Queue.MAILS)
def send_farewell(farewell_pk: int) -> None:
    FAREWELL.send(farewell_pk)


@shop_task(Queue.MAILS)
def end_sessions(user_pk: int) -> None:
    """Without its user a session lets nobody in; what lies in it goes too."""
    Session.objects.filter(pk__in=sessions_of(user_pk)).delete()
