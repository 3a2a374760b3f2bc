"""Running a reconciliation and keeping what it found: hourly by the worker, or by hand."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from checkout.models import Reconciliation
from checkout.payments.reconcile import Finding, Reconciler
from jobs.queues import Queue
from jobs.tasks import shop_task

log = logging.getLogger(__name__)

LOOKS_BACK = timedelta(days=3)
KEPT = timedelta(days=90)

Progress = Callable[[Iterator[Finding]], Iterable[Finding]]


def reconcile(*, since: datetime, fix: bool, progress: Progress = iter) -> Reconciliation:
    """Compare everything since then, mend what is safe if `fix`, and keep the findings."""
    return _run(Reconciliation.objects.create(since=since), fix=fix, progress=progress)


@shop_task(Queue.MONEY)
def reconcile_hour(hour: str) -> None:
    """Once for each hour, however many clocks there are."""
    since = timezone.now() - LOOKS_BACK
    kept, is_new = Reconciliation.objects.get_or_create(hour=hour, defaults={"since": since})
    if is_new:
        _run(kept, fix=True, progress=iter)


def _run(kept: Reconciliation, *, fix: bool, progress: Progress) -> Reconciliation:
    reconciler = Reconciler(since=kept.since, fix=fix)
    findings = list(progress(reconciler.findings()))
    kept.findings = [finding.as_words() for finding in findings]
    kept.left = sum(1 for finding in findings if not finding.is_mended)
    kept.compared, kept.ended_at = reconciler.compared, timezone.now()
    kept.save()
    for finding in findings:
        level = logging.WARNING if finding.is_mended else logging.ERROR
        log.log(level, "reconciliation: order %s, %s: %s", *_ids(finding), finding.what)
    return kept


def queue_hourly_reconciliation() -> None:
    """The clock's job: for every hour that has begun and has none."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    if not Reconciliation.objects.filter(hour=hour).exists():
        reconcile_hour.enqueue(hour.isoformat())
    Reconciliation.objects.filter(began_at__lt=timezone.now() - KEPT).delete()


def _ids(finding: Finding) -> tuple[str, str]:
    return finding.order or "(none)", finding.stripe_id or "(no id)"
