"""`manage.py check_media`: whether browsers can load the pictures of all live pages."""

from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from requests.adapters import HTTPAdapter
from tqdm import tqdm

from catalog.images.public_files import PublicFile, find_fault, public_files

HEADINGS = ("SKU", "File", "Reason")


class Command(BaseCommand):
    help = (
        "Fetch the pictures of all live products and bundles, and their sizes, by their public "
        "URLs. Lists files that do not arrive as they are stored; the exit status is 1 then."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--base-url",
            default=settings.SITE_URL,
            help="where the shop is reached, if it serves the pictures itself; SITE_URL by default",
        )
        parser.add_argument(
            "--jobs",
            type=int,
            default=8,
            metavar="N",
            help="how many files are fetched at the same time; 8 by default",
        )

    def handle(self, *, base_url: str, jobs: int, **options: Any) -> None:
        files = public_files()
        with requests.Session() as session, ThreadPoolExecutor(jobs) as threads:
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(pool_maxsize=jobs))
            find = partial(find_fault, base_url=base_url, session=session)
            found = threads.map(find, files)
            progress = tqdm(found, total=len(files), desc="media", unit="file", disable=None)
            faults = list(zip(files, progress, strict=True))
        wrong = [(file, reason) for file, reason in faults if reason]
        if wrong:
            self._print_table(wrong)
            raise CommandError(f"{len(wrong)} of {len(files)} files are wrong.", returncode=1)
        self.stdout.write(f"All {len(files)} files are well.")

    def _print_table(self, wrong: list[tuple[PublicFile, str]]) -> None:
        rows = [HEADINGS, *((file.skus, file.name, reason) for file, reason in wrong)]
        sku_width, file_width = (max(len(row[column]) for row in rows) for column in (0, 1))
        for sku, name, reason in rows:
            self.stdout.write(f"{sku:<{sku_width}}  {name:<{file_width}}  {reason}")
