"""`manage.py reconcile_payments`: compare Stripe's records with ours."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from checkout.models import Reconciliation
from checkout.payments.reconciliations import PERIOD, reconcile
from checkout.stripe.gateway import StripeRefused, StripeUnavailable


class Command(BaseCommand):
    help = (
        "Compare Stripe's sessions, refunds and disputes with the shop's. The exit status is 1 "
        "if a difference was not fixed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since",
            type=_parse_time,
            help="a date or time, such as 2026-11-01 (default: 3 days ago)",
        )
        parser.add_argument("--fix", action="store_true", help="fix what is safe to fix")

    def handle(self, *, since: datetime | None, fix: bool, **options: Any) -> None:
        since = since or timezone.now() - PERIOD
        bar = partial(tqdm, desc="Comparing", unit=" differences", file=sys.stderr, disable=None)
        try:
            run = reconcile(since=since, fix=fix, progress=bar)
        except (StripeUnavailable, StripeRefused) as error:
            raise CommandError(f"Stripe did not respond: {error}. Try again later.") from None
        self._show(run)
        if run.left:
            raise CommandError(
                f"{run.left} differences are not fixed."
                + ("" if fix else " --fix fixes those that are safe to fix.")
            )

    def _show(self, run: Reconciliation) -> None:
        rows = [("order", "at Stripe", "what differs", "")]
        for finding in run.findings:
            result = "fixed" if finding["is_fixed"] else "NOT FIXED"
            rows.append(
                (finding["order"] or "–", finding["stripe_id"] or "–", finding["what"], result)
            )
        if run.findings:
            widths = [max(len(row[column]) for row in rows) for column in range(4)]
            for row in rows:
                cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
                self.stdout.write("  ".join(cells).rstrip())
        self.stdout.write(
            f"{run.compared} compared since {timezone.localtime(run.since):%d.%m.%Y %H:%M}, "
            f"{len(run.findings)} different, {len(run.findings) - run.left} fixed."
        )


def _parse_time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
