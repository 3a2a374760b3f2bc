"""Outgoing mails stored as rows: each is sent once and retried until it is sent.

A row is written with the event that requires the mail. The worker sends it; a scheduled job resends
mails that the worker has lost. After several failures because of its own content, a mail is given
up and shown in the admin (`jobs.failures`).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import models
from django.db.models import Q
from django.utils import timezone

from jobs.failures import delete_failure, failure_boundary, rows_not_due
from sitewide.mail import MailServerUnreachable

log = logging.getLogger(__name__)

# A claim older than this is ignored: its process was killed.
MAIL_MAY_TAKE = timedelta(minutes=10)


def _never(row: models.Model) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class OutgoingMail[Row: models.Model]:
    """A kind of mail. `owed` returns the rows with a mail to send; `mail` sends the mail of a row.

    `claimed_at` and `sent_at` name the row's time fields. If `sent_at` is None, the row is deleted
    once its mail is sent. Rows for which `is_outdated` is true are deleted without sending.
    """

    kind: str
    owed: Callable[[], models.QuerySet[Row]]
    mail: Callable[[Row], None]
    claimed_at: str = "claimed_at"
    sent_at: str | None = "sent_at"
    is_outdated: Callable[[Row], bool] = _never

    def waiting(self) -> models.QuerySet[Row]:
        """Return the rows whose mail is due and not claimed by another process."""
        waiting = self.owed().filter(self._is_unclaimed())
        return waiting.exclude(pk__in=rows_not_due(self.kind))

    def send(self, pk: int) -> bool:
        """Send the mail of this row if it is waiting. Returns whether it was sent.

        Raises MailServerUnreachable, which ends the round because the next mail would fail as well.
        A mail that fails because of its content counts as a failed try; one that fails because the
        database is busy is sent in the next round.
        """
        now = timezone.now()
        if not self.waiting().filter(pk=pk).exists() or not self._claim(pk, now):
            return False
        # If another process has reset the claim, the row has changed and is not marked as sent.
        claimed = self._rows(pk).filter(**{self.claimed_at: now})
        row = self.owed().filter(pk=pk).first()
        if row is None:
            claimed.update(**{self.claimed_at: None})
            return False
        if self.is_outdated(row):
            claimed.delete()
            return False
        is_sent = False
        try:
            with failure_boundary(
                kind=self.kind, row=pk, label=partial(str, row), ends_round=MailServerUnreachable
            ):
                self.mail(row)
                is_sent = True
        finally:
            if not is_sent:
                claimed.update(**{self.claimed_at: None})
        if not is_sent:
            return False
        self._mark_sent(claimed)
        delete_failure(kind=self.kind, row=pk)
        log.info("%s %s sent: %s", self.kind, pk, row)
        return True

    def send_waiting(self) -> int:
        """Send all waiting mails. Returns how many were sent. Raises MailServerUnreachable."""
        return sum(self.send(pk) for pk in list(self.waiting().values_list("pk", flat=True)))

    def _claim(self, pk: int, now: datetime) -> bool:
        """Claim the row by a conditional UPDATE on its own columns.

        With a join, PostgreSQL would use a subquery, which does not see a concurrent claim.
        """
        unclaimed = self._rows(pk).filter(self._is_unclaimed())
        return bool(unclaimed.update(**{self.claimed_at: now}))

    def _mark_sent(self, claimed: models.QuerySet[Row]) -> None:
        if self.sent_at is None:
            claimed.delete()
        else:
            claimed.update(**{self.sent_at: timezone.now()})

    def _rows(self, pk: int) -> models.QuerySet[Row]:
        return self.owed().model._base_manager.filter(pk=pk)

    def _is_unclaimed(self) -> Q:
        stuck_since = timezone.now() - MAIL_MAY_TAKE
        unclaimed = Q(**{self.claimed_at: None}) | Q(**{f"{self.claimed_at}__lt": stuck_since})
        return unclaimed & Q(**{self.sent_at: None}) if self.sent_at else unclaimed
