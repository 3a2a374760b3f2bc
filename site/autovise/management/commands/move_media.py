"""`manage.py move_media`: copy the shop's files into the bucket, or out of it."""

from argparse import ArgumentParser
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from autovise.media.move import Outcome, StoredFile, Target, files_to_move, move_file
from sitewide.storage_failures import StorageFailed


class Command(BaseCommand):
    help = (
        "Copy pictures, their sizes, documents, uploads of imports and copies of customers' data "
        "from DATA_DIR to the bucket, or back. Nothing is deleted at the source: delete the old "
        "place yourself when the shop runs with the new one. Each copy is compared with its file. "
        "The command can be stopped and run again; it skips files that are there already."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to",
            choices=[*Target],
            required=True,
            help="s3: from DATA_DIR to the bucket; local: from the bucket to DATA_DIR",
        )
        parser.add_argument(
            "--jobs",
            type=int,
            default=4,
            metavar="N",
            help="how many files are copied at the same time; 4 by default",
        )

    def handle(self, *, to: str, jobs: int, **options: Any) -> None:
        if not settings.BUCKET:
            raise CommandError(
                "No bucket is set. Set AWS_STORAGE_BUCKET_NAME and the credentials of the bucket "
                "for this command; the running shop may still use DATA_DIR."
            )
        target = Target(to)
        try:
            files = list(files_to_move(target))
        except StorageFailed as error:
            raise CommandError(f"The files cannot be listed. {error}") from error
        count: Counter[Outcome] = Counter()
        failed: list[str] = []
        with ThreadPoolExecutor(jobs) as threads:
            results = threads.map(partial(_move, to=target), files)
            for result in tqdm(results, total=len(files), desc=to, unit="file", disable=None):
                if isinstance(result, Outcome):
                    count[result] += 1
                else:
                    failed.append(result)
        for outcome in Outcome:
            self.stdout.write(f"{count[outcome]} files {outcome.value}")
        if failed:
            lines = "\n  ".join(failed)
            raise CommandError(
                f"{len(failed)} files were not copied. Run the command again, after correcting "
                f"what is said here:\n  {lines}",
                returncode=1,
            )


def _move(file: StoredFile, to: Target) -> Outcome | str:
    """Return what became of the file, or its name with the error."""
    try:
        return move_file(file, to)
    except Exception as error:  # noqa: BLE001 (one file never stops another)
        return f"{file}: {error}"
