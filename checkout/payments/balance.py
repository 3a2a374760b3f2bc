"""Store Stripe's balance entries and payouts, and match them to orders and to each other.

Entries never change at Stripe, so each is stored once; repeats change nothing. The caller reads
from Stripe first. What cannot be stored is logged and reported, and stops nothing else.
"""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from checkout.models import BalanceEntry, Dispute, Order, Payout, Refund
from checkout.stripe.balance import StripeBalanceEntry, StripePayout
from jobs.tasks import SERVICE_ERRORS, describe_error

log = logging.getLogger(__name__)


def store_entries(entries: list[StripeBalanceEntry]) -> tuple[int, list[str]]:
    """Store and match the entries that are new. Return how many, and the ids of refused ones.

    Both in one transaction, so that no report shows an entry without the order that it has.
    """
    known = BalanceEntry.objects.filter(stripe_id__in=[entry.id for entry in entries])
    stored = set(known.values_list("stripe_id", flat=True))
    new = [_row_of(entry) for entry in entries if entry.id not in stored]
    try:
        with transaction.atomic():
            BalanceEntry.objects.bulk_create(new)
            match_entries()
            return len(new), []
    except SERVICE_ERRORS:
        raise
    except DatabaseError:
        return _store_one_by_one(new)


def store_payout(payout: StripePayout) -> tuple[Payout, bool]:
    """Store or update the payout. Return it, and whether it is new."""
    return Payout.objects.update_or_create(
        stripe_payout_id=payout.id,
        defaults={"status": payout.status, "arrives_on": _utc(payout.arrives_on).date()},
        create_defaults={
            "amount_pence": payout.amount_pence,
            "status": payout.status,
            "is_automatic": payout.is_automatic,
            "created_at": _utc(payout.created),
            "arrives_on": _utc(payout.arrives_on).date(),
        },
    )


@transaction.atomic
def assign_to_payout(payout: Payout, entry_ids: Iterable[str]) -> None:
    """Assign the entries to their payout. It has all of them if they add up to its amount."""
    BalanceEntry.objects.filter(stripe_id__in=list(entry_ids), payout=None).update(payout=payout)
    contained = BalanceEntry.objects.contained_in(payout)
    net_pence = contained.aggregate(pence=Sum("net_pence", default=0))["pence"]
    is_complete = net_pence == payout.amount_pence
    if not is_complete:
        log.error("the entries of payout %s add up to %s", payout.stripe_payout_id, net_pence)
    Payout.objects.filter(pk=payout.pk).update(has_all_entries=is_complete)


def match_entries() -> int:
    """Match entries to their orders: by refund, by dispute, or by payment. Returns how many.

    An entry may be read before its order is settled, so that it is matched by a later call.
    """
    refunds = Refund.objects.filter(stripe_refund_id=OuterRef("source_id")).values("order")
    disputes = Dispute.objects.filter(stripe_dispute_id=OuterRef("source_id")).values("order")
    orders = Order.objects.filter(stripe_payment_intent_id=OuterRef("payment_intent_id"))
    paid = BalanceEntry.objects.exclude(payment_intent_id="")
    return (
        _match(BalanceEntry.objects.all(), refunds)
        + _match(BalanceEntry.objects.all(), disputes)
        + _match(paid, orders.values("pk"))
    )


def _match(entries: QuerySet[BalanceEntry], order: QuerySet[Any, Any]) -> int:
    """Set the order that the subquery finds, where there is one."""
    found = entries.filter(order=None).filter(Exists(order))
    return found.update(order=order[:1])


def _store_one_by_one(rows: list[BalanceEntry]) -> tuple[int, list[str]]:
    """Store the rows apart. A row that a concurrent reading has stored meanwhile is not refused."""
    stored, refused = 0, []
    for row in rows:
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                match_entries()
            stored += 1
        except SERVICE_ERRORS:
            raise
        except DatabaseError as error:  # the boundary: one entry never stops another
            if not BalanceEntry.objects.filter(stripe_id=row.stripe_id).exists():
                log.error("entry %s was not stored: %s", row.stripe_id, describe_error(error))
                refused.append(row.stripe_id)
    return stored, refused


def _row_of(entry: StripeBalanceEntry) -> BalanceEntry:
    return BalanceEntry(
        stripe_id=entry.id,
        type=entry.type,
        category=entry.category,
        amount_pence=entry.amount_pence,
        fee_pence=entry.fee_pence,
        net_pence=entry.net_pence,
        created_at=_utc(entry.created),
        available_on=_utc(entry.available_on).date(),
        source_id=entry.source_id,
        payment_intent_id=entry.payment_intent_id,
    )


def _utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
