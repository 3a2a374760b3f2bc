"""`manage.py import_products`: see docs/imports.md."""

import sys
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from catalog.imports.files.rows import FileRefused
from catalog.imports.rows.product_rows import MAX_PIECES
from catalog.imports.rows.report import Outcome, Report
from catalog.imports.runner import Import, ImportOptions, Progress
from catalog.models import ImportFormat

MAX_LINES_SHOWN = 50


class Command(BaseCommand):
    help = (
        "Import products, bundles, categories, types and tags from a CSV file. "
        "A dry run unless --apply is given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file")
        parser.add_argument("--apply", action="store_true", help="write; without it, only report")
        parser.add_argument(
            "--format",
            choices=ImportFormat.values,
            default=ImportFormat.AUTOVISE.value,
            help="format of the file",
        )
        parser.add_argument(
            "--draft", action="store_true", help="write drafts instead of publishing"
        )
        parser.add_argument(
            "--pictures", type=Path, help="a folder or zip with the pictures of the file"
        )
        parser.add_argument(
            "--stock",
            type=int,
            metavar="N",
            help="the opening stock of products that another shop sells without counting; without "
            "it, they become drafts",
        )
        parser.add_argument(
            "--skip-refused",
            action="store_true",
            help="write the valid rows even if others are refused; always done for other formats",
        )

    def handle(
        self, *, file: Path, apply: bool, skip_refused: bool, draft: bool, **options: Any
    ) -> None:
        pictures = options["pictures"] or pictures_beside(file)
        stock, columns = options["stock"], options["format"]
        if stock is not None and (columns == ImportFormat.AUTOVISE or not 0 <= stock <= MAX_PIECES):
            raise CommandError(
                f"--stock takes 0 to {MAX_PIECES:,} pieces, and only for files of other shops."
            )
        try:
            task = Import(
                ImportOptions(file, columns, pictures, drafts_only=draft, untracked_stock=stock)
            )
            report = task.check(_bar("Checking", task.rows))
            self._show(report)
            if report.refused and not (apply and (skip_refused or task.source.is_lenient)):
                raise CommandError(f"{report.refused} rows are refused. Nothing was written.")
            if apply:
                self._apply(task, report, drafts_only=draft)
            else:
                self.stdout.write("A dry run: nothing was written. Add --apply to write.")
            if report.off_sale:
                raise CommandError(
                    f"{len(report.off_sale)} products are off sale in the file and live here. "
                    "Unpublish them in the admin if they should be off sale here too."
                )
        except FileRefused as refusal:
            raise CommandError(f"{refusal} Nothing was written.") from None

    def _apply(self, task: Import, checked: Report, *, drafts_only: bool) -> None:
        written = task.write(_bar("Writing", task.rows))
        how = "as drafts" if drafts_only else "and published"
        self.stdout.write(self.style.SUCCESS(f"{written.to_write} rows written {how}."))
        if written.picture_problems != checked.picture_problems:
            self.stdout.write("\n".join(written.in_words()))
        if late := written.refused - checked.refused:
            self._show_rows(written, Outcome.REFUSED)
            raise CommandError(f"{late} rows were not written: an editor changed their pages.")

    def _show(self, report: Report) -> None:
        for words in report.in_words():
            self.stdout.write(words)
        self._show_rows(report, Outcome.REFUSED, Outcome.LEFT_OUT, Outcome.CHANGED)
        self.stdout.write(report.counts_in_words())

    def _show_rows(self, report: Report, *outcomes: Outcome) -> None:
        lines = [f"  {outcome:9}  {line}" for outcome in outcomes for line in report.lines[outcome]]
        for line in lines[:MAX_LINES_SHOWN]:
            self.stdout.write(line)
        if (more := sum(report.counts[outcome] for outcome in outcomes) - MAX_LINES_SHOWN) > 0:
            self.stdout.write(f"  … and {more} more")


def pictures_beside(file: Path) -> Path | None:
    """Return the folder or zip with the file's name in the same folder, if there is one."""
    places = (file.with_suffix(""), file.with_suffix(".zip"))
    return next((place for place in places if place != file and place.exists()), None)


def _bar(name: str, rows: int) -> Progress:
    return partial(tqdm, desc=name, total=rows, unit=" rows", file=sys.stderr, disable=None)
