"""Background tasks for data exports and deleted accounts. Each takes a primary key, never a name or
an address, and may run twice."""

import logging

from django.contrib.sessions.models import Session

from accounts.log_in.sessions import sessions_of
from accounts.models import AccountDeletedMail
from accounts.privacy.export_builder import make_file
from accounts.privacy.mails import mail_account_deleted, mail_download_ready
from jobs.queues import Queue
from jobs.tasks import shop_task
from sitewide.outbox import OutgoingMail

log = logging.getLogger(__name__)

# The last mail to the owner of a deleted account; then the address is deleted as well.
ACCOUNT_DELETED = OutgoingMail(
    kind="farewell", owed=AccountDeletedMail.objects.all, mail=mail_account_deleted, sent_at=None
)


@shop_task(Queue.MAILS)
def make_download(download_pk: int) -> None:
    """Write the export file and mail its owner."""
    make_and_mail(download_pk)


def make_and_mail(download_pk: int) -> None:
    """Write the export file and mail its owner, unless that is done or in progress."""
    if download := make_file(download_pk):
        mail_download_ready(download)
        log.info("download %s is made", download_pk)


@shop_task(Queue.MAILS)
def send_account_deleted_mail(mail_pk: int) -> None:
    """Send the last mail to the owner of a deleted account."""
    ACCOUNT_DELETED.send(mail_pk)


@shop_task(Queue.MAILS)
def end_sessions(user_pk: int) -> None:
    """Delete the sessions of a deleted user. They let nobody in any more, but hold data."""
    Session.objects.filter(pk__in=sessions_of(user_pk)).delete()
