"""Read Stripe's balance and payouts: every six hours in the worker, or when the owner asks."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from itertools import batched

from django.db import DatabaseError, transaction
from django.utils import timezone

from checkout.models import BalanceReading, Payout
from checkout.payments.balance import (
    assign_to_payout,
    match_entries,
    store_entries,
    store_payout,
)
from checkout.stripe import balance
from checkout.stripe.balance import StripeBalanceEntry, StripePayout
from checkout.stripe.gateway import PAGE_SIZE, StripeRefused
from jobs.queues import Queue
from jobs.tasks import SERVICE_ERRORS, describe_error, shop_task

log = logging.getLogger(__name__)

HOURS_BETWEEN = 6
# Each reading covers the last days before the previous one as well: what was refused then is tried
# again.
OVERLAP = timedelta(days=7)
# A bank can return a payout some days after it arrived.
MAY_FAIL_FOR = timedelta(days=14)
# Entries of an older payout that do not add up now never will; the report names it.
MAY_BE_COMPLETED_FOR = timedelta(days=90)
RETENTION = timedelta(days=90)
# After that, a reading that has not ended is taken for lost.
READING_MAY_TAKE = timedelta(minutes=10)


def request_reading() -> BalanceReading:
    """Let the worker read the balance now. Return the reading that is asked for already, if any."""
    since = timezone.now() - READING_MAY_TAKE
    asked = BalanceReading.objects.filter(slot=None, ended_at=None, began_at__gte=since).first()
    if asked:
        return asked
    with transaction.atomic():
        reading = BalanceReading.objects.create()
        read_balance.enqueue(reading.pk)
    return reading


def queue_balance_reading() -> None:
    """Queue the reading that is due, once for every six hours, and delete old ones. Runs on a
    schedule, also on several machines."""
    now = timezone.now()
    hour = now.hour - now.hour % HOURS_BETWEEN
    slot = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    with transaction.atomic():
        reading, is_new = BalanceReading.objects.get_or_create(slot=slot)
        if is_new:
            read_balance.enqueue(reading.pk)
    latest = BalanceReading.objects.ended().values_list("pk", flat=True)[:1]
    old = BalanceReading.objects.filter(began_at__lt=now - RETENTION)
    old.exclude(pk__in=list(latest)).delete()


# The first reading of an old account takes long, and no refund may wait for it.
@shop_task(Queue.IMPORTS)
def read_balance(reading_pk: int) -> None:
    """Read what is new since the last reading that ended; all there is if none did."""
    reading = BalanceReading.objects.get(pk=reading_pk)
    before = BalanceReading.objects.ended().first()
    since = int((before.began_at - OVERLAP).timestamp()) if before else 0
    work = Reading(reading)
    work.read_entries(balance.balance_entries_since(since))
    for payout in balance.payouts_since(since):
        work.attempt(payout.id, partial(work.read_payout, payout))
    for payout_id in work.unfinished_payouts():
        work.attempt(payout_id, partial(work.read_known_payout, payout_id))
    match_entries()
    work.end()


class Reading:
    """A reading under way. `BalanceReading.refused` collects the ids that could not be stored."""

    def __init__(self, reading: BalanceReading) -> None:
        self._reading = reading
        self._refused: set[str] = set()
        self._new_entries = self._new_payouts = 0
        self._payouts: set[str] = set()

    def read_entries(self, entries: Iterable[StripeBalanceEntry]) -> list[str]:
        """Store entries page by page, and return their ids."""
        ids: list[str] = []
        for page in batched(entries, PAGE_SIZE):
            new, refused = store_entries(list(page))
            self._new_entries += new
            self._refused.update(refused)
            ids += [entry.id for entry in page]
        return ids

    def attempt(self, payout_id: str, read: Callable[[], None]) -> None:
        """Read one payout. If that fails, note its id and go on: one never stops another."""
        try:
            read()
        except SERVICE_ERRORS:
            raise
        except (StripeRefused, DatabaseError) as error:
            log.error("payout %s was not read: %s", payout_id, describe_error(error))
            self._refused.add(payout_id)

    def read_payout(self, stripe_payout: StripePayout) -> None:
        """Store a payout and, unless they are all known, the entries that it consists of."""
        self._payouts.add(stripe_payout.id)
        payout, is_new = store_payout(stripe_payout)
        self._new_payouts += is_new
        if stripe_payout.has_entries and not payout.has_all_entries:
            entries = balance.balance_entries_of_payout(stripe_payout.id)
            assign_to_payout(payout, self.read_entries(entries))

    def read_known_payout(self, payout_id: str) -> None:
        """Read a stored payout again. Raises NoSuchObject."""
        self.read_payout(balance.retrieve_payout(payout_id))

    def unfinished_payouts(self) -> list[str]:
        """Older payouts that may change: on their way, just arrived, or without all entries."""
        now = timezone.now()
        may_fail = Payout.objects.filter(arrives_on__gte=(now - MAY_FAIL_FOR).date())
        incomplete = Payout.objects.filter(
            is_automatic=True,
            has_all_entries=False,
            arrives_on__gte=(now - MAY_BE_COMPLETED_FOR).date(),
        )
        unfinished = Payout.objects.on_the_way() | may_fail | incomplete
        ids = unfinished.values_list("stripe_payout_id", flat=True)
        return [payout_id for payout_id in ids if payout_id not in self._payouts]

    def end(self) -> None:
        self._reading.new_entries = self._new_entries
        self._reading.new_payouts = self._new_payouts
        self._reading.refused = sorted(self._refused)
        self._reading.ended_at = timezone.now()
        self._reading.save()


def last_reading() -> BalanceReading | None:
    """Return the latest reading that got to the end."""
    return BalanceReading.objects.ended().first()


def waits_since() -> datetime | None:
    """Return when the latest reading began if it has not ended; else None."""
    latest = BalanceReading.objects.first()
    return latest.began_at if latest and latest.ended_at is None else None
