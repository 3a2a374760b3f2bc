"""Background tasks for data exports and deleted accounts. Each takes a primary key (never personal
data) and is idempotent."""

import logging

from django.contrib.sessions.models import Session

from accounts.log_in.sessions import sessions_of
from accounts.privacy.export_builder import build_file
from accounts.privacy.mails import mail_download_ready
from jobs.queues import Queue
from jobs.tasks import shop_task

log = logging.getLogger(__name__)


@shop_task(Queue.MAILS)
def build_download(download_pk: int) -> None:
    """Write the export file and send the mail that it is ready."""
    build_and_mail(download_pk)


def build_and_mail(download_pk: int) -> None:
    """Write the export file and send the mail, unless that is done or in progress."""
    if download := build_file(download_pk):
        mail_download_ready(download)
        log.info("download %s is made", download_pk)


@shop_task(Queue.MAILS)
def end_sessions(user_pk: int) -> None:
    """Delete the sessions of a deleted user: already invalid, they may still hold personal data."""
    Session.objects.filter(pk__in=sessions_of(user_pk)).delete()
