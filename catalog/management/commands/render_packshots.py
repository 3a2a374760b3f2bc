"""`manage.py render_packshots`: draw the pictures of products and bundles without a photograph."""

import os
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from tqdm import tqdm

from catalog.models import BundlePage, ProductPage
from catalog.packshots.pictures import Outcome, Page, draw_packshot
from sitewide.trader import current_trader


class Command(BaseCommand):
    help = (
        "Draw the pictures of products and bundles that have no photograph. A picture whose "
        "product has not changed is not drawn again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sku", action="append", default=[], help="only this product or bundle"
        )
        parser.add_argument("--missing", action="store_true", help="only pages without a picture")
        parser.add_argument("--force", action="store_true", help="draw unchanged pictures again")
        parser.add_argument(
            "--jobs",
            type=int,
            default=os.cpu_count() or 1,
            metavar="N",
            help="how many pictures are drawn at the same time; by default one for each processor",
        )

    def handle(
        self, *, sku: list[str], missing: bool, force: bool, jobs: int, **options: Any
    ) -> None:
        pages = _pages(sku, only_missing=missing)
        if unknown := set(sku) - {page.sku for page in pages}:
            raise CommandError(f"No page has the SKU {', '.join(sorted(unknown))}.")
        draw = partial(_draw, brand=current_trader().name, force=force)
        count: Counter[Outcome] = Counter()
        failed: list[str] = []
        with ThreadPoolExecutor(jobs) as threads:
            in_thread = partial(_with_own_connection, draw)
            results = map(draw, pages) if jobs == 1 else threads.map(in_thread, pages)
            for result in tqdm(
                results, total=len(pages), desc="packshots", unit="picture", disable=None
            ):
                if isinstance(result, Outcome):
                    count[result] += 1
                else:
                    failed.append(result)
        for outcome, number in count.items():
            self.stdout.write(f"{number} {outcome.value}")
        if failed:
            lines = "\n  ".join(failed)
            raise CommandError(f"{len(failed)} could not be drawn:\n  {lines}", returncode=1)


def _draw(page: Page, *, brand: str, force: bool) -> Outcome | str:
    """Return what became of the page's picture, or its SKU with the error."""
    try:
        return draw_packshot(page, brand=brand, force=force)
    except Exception as error:  # noqa: BLE001 (one picture never stops another)
        return f"{page.sku}: {error}"


def _with_own_connection(draw: Callable[[Page], Outcome | str], page: Page) -> Outcome | str:
    """Draw in a thread, and close the connection that Django opened for the thread."""
    try:
        return draw(page)
    finally:
        connections.close_all()


def _pages(skus: list[str], *, only_missing: bool) -> list[Page]:
    products = ProductPage.objects.select_related("image", "category", "sku_claim")
    bundles = BundlePage.objects.select_related("image", "sku_claim").prefetch_related(
        "parts__product__sku_claim"
    )
    chosen: list[Page] = []
    for pages in (products.order_by("sku_claim"), bundles.order_by("sku_claim")):
        if skus:
            pages = pages.filter(sku_claim__in=skus)
        if only_missing:
            pages = pages.filter(image=None)
        chosen += pages
    return chosen
