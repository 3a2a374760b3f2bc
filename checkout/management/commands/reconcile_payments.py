"""`manage.py reconcile_payments`: Stripe's books beside ours."""

import sys
from datetime import datetime
from functools import partial

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from checkout.payments.reconciliations import LOOKS_BACK, reconcile
from checkout.stripe.gateway import StripeRefused, StripeUnavailable


class Command(BaseCommand):
    help = (
        "Compare Stripe's sessions, refunds and disputes with the shop's. The exit status is 1 "
        "when anything differs that was not mended."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--since", type=_moment, help="a date or time, such as 2026-11-01 (default: 3 days ago)"
        )
        parser.add_argument("--fix", action="store_true", help="mend what is safe to mend")

    def handle(self, *, since: datetime | None, fix: bool, **options):
        since = since or timezone.now() - LOOKS_BACK
        bar = partial(tqdm, desc="Comparing", unit=" differences", file=sys.stderr, disable=None)
        try:
            kept = reconcile(since=since, fix=fix, progress=bar)
        except (StripeUnavailable, StripeRefused) as error:
            raise CommandError(f"Stripe did not answer: {error}. Try again later.") from None
        self._show(kept)
        if kept.left:
            raise CommandError(
                f"{kept.left} differences are left."
                + ("" if fix else " --fix mends those that are safe to mend.")
            )

    def _show(self, kept) -> None:
        rows = [("order", "at Stripe", "what differs", "")]
        for finding in kept.findings:
            mended = "mended" if finding["is_mended"] else "LEFT"
            rows.append(
                (finding["order"] or "–", finding["stripe_id"] or "–", finding["what"], mended)
            )
        if kept.findings:
            widths = [max(len(row[column]) for row in rows) for column in range(4)]
            for row in rows:
                cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
                self.stdout.write("  ".join(cells).rstrip())
        self.stdout.write(
            f"{kept.compared} compared since {timezone.localtime(kept.since):%d.%m.%Y %H:%M}, "
            f"{len(kept.findings)} different, {len(kept.findings) - kept.left} mended."
        )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
