"""Update the search engine after changes of pages: stored with the change, written by the worker.

An update is retried until the engine responds. A page that the engine refuses is given up after
several tries, and listed in the admin (`jobs.tasks`).
"""

from collections.abc import Iterable, Sequence
from itertools import batched
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from catalog.models import BundlePage, ProductPage
from catalog.models.engine_update import EngineUpdate
from catalog.search.engine.access import engine, is_configured
from jobs.models import FailedJob
from jobs.queues import Queue
from jobs.tasks import record_failure, rows_not_due, shop_task
from sitewide.generation.triggers import raise_generation

KIND = "search engine"
BATCH = 200


def queue_updates(page_ids: Iterable[int]) -> None:
    """Have the worker update the engine's documents of these pages, once the caller commits.

    Does nothing without an engine. Call it in the transaction of the change. A page that waits
    already is not queued again: one task for a page, however often a transaction saves it.
    """
    if is_configured():
        for pks in batched(sorted(set(page_ids)), BATCH, strict=False):
            _queue_batch(pks)


@transaction.atomic
def _queue_batch(pks: Sequence[int]) -> None:
    # Locked: the worker deletes no row of these until the caller commits.
    waiting = EngineUpdate.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    known = set(waiting.values_list("pk", flat=True))
    change = uuid4()
    EngineUpdate.objects.bulk_create(
        [EngineUpdate(page_id=pk, change=change) for pk in pks],
        update_conflicts=True,
        unique_fields=["page_id"],
        update_fields=["change"],
    )
    if known:  # their tries are counted from zero
        FailedJob.objects.filter(kind=KIND, row__in=known).delete()
    if new := [pk for pk in pks if pk not in known]:
        update_engine.enqueue(new)


@shop_task(Queue.SEARCH)
def update_engine(page_ids: list[int]) -> None:
    """Update the documents of these pages, unless another process does. Raises EngineFailed."""
    if is_configured():
        while rows := _claim(page_ids):
            _update(rows)


def update_waiting_pages() -> int:
    """Update the documents of all pages that are due. Runs on a schedule.

    Returns how many were updated. Raises EngineFailed, which ends the round.
    """
    done = 0
    while is_configured() and (rows := _claim()):
        done += _update(rows)
    return done


@transaction.atomic
def _claim(page_ids: Iterable[int] | None = None) -> list[EngineUpdate]:
    """Claim some updates that are due: of all pages, or of these. None during `update_index`.

    Rows that another transaction has locked are left out: waiting for several of them could
    deadlock with a transaction that saves several pages.
    """
    if EngineUpdate.objects.is_rebuilding():
        return []
    due = EngineUpdate.objects.unclaimed().exclude(pk__in=rows_not_due(KIND))
    if page_ids is not None:
        due = due.filter(pk__in=page_ids)
    rows = list(due.select_for_update(skip_locked=True).order_by("pk")[:BATCH])
    claimed_at = timezone.now()
    EngineUpdate.objects.filter(pk__in=[row.pk for row in rows]).update(claimed_at=claimed_at)
    for row in rows:
        row.claimed_at = claimed_at
    return rows


def _update(rows: Sequence[EngineUpdate]) -> int:
    """Write claimed updates to the engine. Returns how many succeeded."""
    done: list[EngineUpdate] = []
    try:
        pages = _live_pages([row.pk for row in rows])
        gone = {row.pk for row in rows} - {page.pk for page in pages}
        refused = engine().update(pages, gone)
        for pk, error in refused.items():
            record_failure(kind=KIND, row=pk, error=error, label=f"page {pk}")
        done = [row for row in rows if row.pk not in refused]
        # What a search found before is kept in processes and stored pages until a change.
        raise_generation()
        failed = FailedJob.objects.filter(kind=KIND, row__in=[row.pk for row in done])
        for failed_before in list(failed):
            failed_before.delete()
    finally:
        _finish(rows, done)
    return len(done)


def _finish(rows: Sequence[EngineUpdate], done: Sequence[EngineUpdate]) -> None:
    """Delete the rows that are done and were not changed since, and release the others.

    One row at a time, like failed jobs: a statement that waits for several rows could deadlock with
    a transaction that saves several pages.
    """
    for row in rows:
        own = EngineUpdate.objects.filter(pk=row.pk, claimed_at=row.claimed_at)
        is_deleted = row in done and own.filter(change=row.change).delete()[0]
        if not is_deleted:
            own.update(claimed_at=None)


def _live_pages(pks: Sequence[int]) -> list[Page]:
    """Read those of the pages that are live, with what their documents contain. Some queries."""
    products = ProductPage.objects.live().filter(pk__in=pks)
    bundles = BundlePage.objects.live().filter(pk__in=pks)
    return [
        *products.select_related(
            "sku_claim", "product_type", "category", "subcategory"
        ).prefetch_related("tags"),
        *bundles.select_related("sku_claim").prefetch_related("parts__product"),
    ]
