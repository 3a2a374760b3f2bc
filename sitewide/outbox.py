"""Mails that are owed to somebody from an event on: each is sent once, and tried until it is.

The row of the event says that a mail is owed; the worker sends it, and the clock looks for those
that the worker has lost. A mail whose own content cannot be sent is given up after some tries and
shown at the desk (`jobs.failures`).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from jobs.failures import (
    OUTSIDE_TROUBLE,
    describe_error,
    forget_failure,
    record_failure,
    rows_not_due,
)
from sitewide.mail import MailServerUnreachable

log = logging.getLogger(__name__)

# A claim older than this belongs to a process that was killed.
MAIL_MAY_TAKE = timedelta(minutes=10)


def _never(row: models.Model) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A kind of mail: the rows that owe it, how it is sent, and where the row notes it.

    Without `sent_at` a row exists for its mail alone, and is deleted once that is sent. So is a row
    whose mail `is_outdated`: it would say what is no longer true.
    """

    kind: str
    owed: Callable[[], models.QuerySet]
    mail: Callable[[models.Model], None]
    claimed_at: str = "claimed_at"
    sent_at: str | None = "sent_at"
    is_outdated: Callable[[models.Model], bool] = _never

    def waiting(self) -> models.QuerySet:
        """The rows whose mail is owed and due, and that nobody is sending now."""
        waiting = self.owed().filter(self._is_unclaimed())
        return waiting.exclude(pk__in=rows_not_due(self.kind))

    def send(self, pk: int) -> bool:
        """Send the mail of this row if it is waiting; whether it was sent now.

        Raises MailServerUnreachable, which ends a round: the next mail would fail as well. A mail
        that fails for its own content is a failed try; where the database is busy, it waits for the
        next round.
        """
        now = timezone.now()
        if not self.waiting().filter(pk=pk).exists() or not self._claim(pk, now):
            return False
        # Whoever takes the claim away has something newer to tell: then nothing is noted.
        claimed = self._rows(pk).filter(**{self.claimed_at: now})
        row = self.owed().filter(pk=pk).first()
        if row is None:
            claimed.update(**{self.claimed_at: None})
            return False
        if self.is_outdated(row):
            claimed.delete()
            return False
        try:
            self.mail(row)
        except MailServerUnreachable:
            claimed.update(**{self.claimed_at: None})
            raise
        except OUTSIDE_TROUBLE as error:
            claimed.update(**{self.claimed_at: None})
            log.error("%s %s is tried again: %s", self.kind, pk, describe_error(error))
            return False
        except Exception as error:  # noqa: BLE001 (the boundary: one mail never stops another)
            claimed.update(**{self.claimed_at: None})
            record_failure(kind=self.kind, row=pk, error=error, label=str(row))
            return False
        self._note_sent(claimed)
        forget_failure(kind=self.kind, row=pk)
        log.info("%s %s sent: %s", self.kind, pk, row)
        return True

    def send_waiting(self) -> int:
        """Send all that are waiting; how many were sent. Raises MailServerUnreachable."""
        return sum(self.send(pk) for pk in list(self.waiting().values_list("pk", flat=True)))

    def _claim(self, pk: int, now: datetime) -> bool:
        """Claim by the row's own columns alone: with a join, PostgreSQL would look for the row in a
        query of its own, which does not see that another worker has just claimed it."""
        unclaimed = self._rows(pk).filter(self._is_unclaimed())
        return bool(unclaimed.update(**{self.claimed_at: now}))

    def _note_sent(self, claimed: models.QuerySet) -> None:
        if self.sent_at is None:
            claimed.delete()
        else:
            claimed.update(**{self.sent_at: timezone.now()})

    def _rows(self, pk: int) -> models.QuerySet:
        return self.owed().model._base_manager.filter(pk=pk)

    def _is_unclaimed(self) -> Q:
        stuck_since = timezone.now() - MAIL_MAY_TAKE
        unclaimed = Q(**{self.claimed_at: None}) | Q(**{f"{self.claimed_at}__lt": stuck_since})
        return unclaimed & Q(**{self.sent_at: None}) if self.sent_at else unclaimed
