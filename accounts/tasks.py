"""What the worker does for people and their data. Tasks take a row's key, never a name or address,
may run twice, and do their work once."""

import logging
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from accounts.download_making import make_file
from accounts.mails import (
    mail_download_ready,
    mail_farewell,
    mail_newsletter_question,
    mail_newsletter_welcome,
)
from accounts.models import Farewell, Subscriber
from accounts.sessions import sessions_of

log = logging.getLogger(__name__)

MAIL_MAY_TAKE = timedelta(minutes=10)


@task(backend="shop")
def make_download(download_pk: int) -> None:
    if download := make_file(download_pk):
        mail_download_ready(download)
        log.info("download %s is made", download_pk)


@task(backend="shop")
def send_newsletter_question(subscriber_pk: int) -> None:
    """Ask for the confirmation; who has confirmed already is told so. The same to everybody else:
    the form does not tell one from the other."""
    subscriber = Subscriber.objects.filter(pk=subscriber_pk).first()
    if subscriber is None:
        return
    mail = mail_newsletter_welcome if subscriber.confirmed_at else mail_newsletter_question
    mail(subscriber)


@task(backend="shop")
def send_newsletter_welcome(subscriber_pk: int) -> None:
    if subscriber := Subscriber.objects.confirmed().filter(pk=subscriber_pk).first():
        mail_newsletter_welcome(subscriber)


@task(backend="shop")
def send_farewell(farewell_pk: int) -> None:
    """The last mail, once; then the address is forgotten."""
    if not unsent_farewells().filter(pk=farewell_pk).update(claimed_at=timezone.now()):
        return
    farewell = Farewell.objects.get(pk=farewell_pk)
    try:
        mail_farewell(farewell)
    except OSError:
        Farewell.objects.filter(pk=farewell_pk).update(claimed_at=None)
        raise
    farewell.delete()


def unsent_farewells():
    stuck_since = timezone.now() - MAIL_MAY_TAKE
    return Farewell.objects.filter(Q(claimed_at=None) | Q(claimed_at__lt=stuck_since))


@task(backend="shop")
def end_sessions(user_pk: int) -> None:
    """Without its user a session lets nobody in; what lies in it goes too."""
    Session.objects.filter(pk__in=sessions_of(user_pk)).delete()
