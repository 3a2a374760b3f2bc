"""The import commands: a dry run unless told otherwise, a report, an exit status for scripts."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalog.imports.csv_rows import FileRefused
from catalog.imports.importing import Rows, apply_import, plan_import
from catalog.imports.report import Outcome, Report

MOST_LINES_SHOWN = 50


class ImportCommand(BaseCommand):
    rows_class: type[Rows]

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a CSV file in UTF-8")
        parser.add_argument("--apply", action="store_true", help="write; without it, only report")
        parser.add_argument(
            "--skip-refused",
            action="store_true",
            help="write the good rows although some are refused",
        )

        parser.add_argument(
            "--draft", action="store_true", help="make drafts for somebody to publish"
        )

    def rows(self, **options) -> Rows:
        return self.rows_class()

    def handle(self, *, file: Path, apply: bool, skip_refused: bool, draft=False, **options):
        rows = self.rows(**options)
        try:
            report = plan_import(rows, file)
        except FileRefused as refusal:
            raise CommandError(f"{refusal} Nothing was written.") from None
        self._show(report)
        if report.refused and not (apply and skip_refused):
            raise CommandError(f"{len(report.refused)} rows are refused. Nothing was written.")
        if apply:
            self._apply(rows, report, publish=not draft)
        else:
            self.stdout.write("A dry run: nothing was written. Add --apply to write.")

    def _apply(self, rows: Rows, report: Report, *, publish: bool) -> None:
        def progress(plans):
            return tqdm(plans, desc="Writing", unit=" rows", file=sys.stderr, disable=None)

        late = apply_import(rows, report, publish=publish, progress=progress)
        written = len(report.to_write) - len(late)
        self.stdout.write(
            self.style.SUCCESS(
                f"{written} rows written{' and published' if publish else ' as drafts'}."
            )
        )
        for plan in late:
            self.stdout.write(f"  {plan.outcome:9}  {plan}")
        if late:
            raise CommandError(f"{len(late)} rows were overtaken by an editor, and left alone.")

    def _show(self, report: Report) -> None:
        if report.unknown_columns:
            self.stdout.write(f"Columns not read: {', '.join(report.unknown_columns)}")
        if report.new_snippets:
            self.stdout.write(f"New: {', '.join(report.new_snippets)}")
        shown = report.of(Outcome.LEFT_OUT, Outcome.REFUSED) + report.of(Outcome.CHANGED)
        for plan in shown[:MOST_LINES_SHOWN]:
            self.stdout.write(f"  {plan.outcome:9}  {plan}")
        if len(shown) > MOST_LINES_SHOWN:
            self.stdout.write(f"  … and {len(shown) - MOST_LINES_SHOWN} more")
        counts = ", ".join(f"{report.counts[outcome]} {outcome}" for outcome in Outcome)
        self.stdout.write(f"{len(report.plans)} rows: {counts}")
