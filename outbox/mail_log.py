"""Log of the mails that the outbox sent: what, about what, to whom. Their content is not stored.

`outbox.mails` writes it. Mails that are not sent by the outbox are not logged: those of log-in, of
the newsletter and of data exports.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.utils import timezone

from outbox.models import SentMail
from sitewide.email_addresses import email_hash

SENT_MAILS_KEPT_FOR = timedelta(days=90)


def sent_mails_to(emails: Iterable[str]) -> models.QuerySet[SentMail]:
    """Return the logged mails to these mailboxes."""
    return SentMail.objects.filter(email_hash__in=[email_hash(email) for email in emails])


def delete_old_sent_mails() -> None:
    """Delete the log of mails that were sent 90 days ago. Runs on a schedule."""
    SentMail.objects.filter(sent_at__lt=timezone.now() - SENT_MAILS_KEPT_FOR).delete()
