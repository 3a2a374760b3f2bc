"""Run a reconciliation and store its findings: every hour in the worker, or by hand."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from checkout.models import Reconciliation
from checkout.payments.reconcile import Finding, Reconciler
from jobs.queues import Queue
from jobs.tasks import shop_task

log = logging.getLogger(__name__)

PERIOD = timedelta(days=3)
RETENTION = timedelta(days=90)

Progress = Callable[[Iterator[Finding]], Iterable[Finding]]


def reconcile(*, since: datetime, fix: bool, progress: Progress = iter) -> Reconciliation:
    """Compare everything created since then, fix what is safe if `fix`, and store the findings.

    `progress` wraps the iteration over the findings.
    """
    return _run(Reconciliation.objects.create(since=since), fix=fix, progress=progress)


@shop_task(Queue.MONEY)
def reconcile_hour(hour: str) -> None:
    """Reconcile once per hour, also if several schedulers run."""
    since = timezone.now() - PERIOD
    run, is_new = Reconciliation.objects.get_or_create(hour=hour, defaults={"since": since})
    if is_new:
        _run(run, fix=True, progress=iter)


def _run(run: Reconciliation, *, fix: bool, progress: Progress) -> Reconciliation:
    reconciler = Reconciler(since=run.since, fix=fix)
    findings = list(progress(reconciler.findings()))
    run.findings = [finding.as_dict() for finding in findings]
    run.left = sum(1 for finding in findings if not finding.is_fixed)
    run.compared, run.ended_at = reconciler.compared, timezone.now()
    run.save()
    for finding in findings:
        level = logging.WARNING if finding.is_fixed else logging.ERROR
        log.log(level, "reconciliation: order %s, %s: %s", *_ids(finding), finding.what)
    return run


def queue_hourly_reconciliation() -> None:
    """Queue the reconciliation of the current hour and delete old ones. Runs on a schedule."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    if not Reconciliation.objects.filter(hour=hour).exists():
        reconcile_hour.enqueue(hour.isoformat())
    Reconciliation.objects.filter(began_at__lt=timezone.now() - RETENTION).delete()


def _ids(finding: Finding) -> tuple[str, str]:
    return finding.order or "(none)", finding.stripe_id or "(no id)"
