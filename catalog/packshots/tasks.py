"""Tasks about packshots."""

import logging

from django.db.models import Q, QuerySet

from catalog.models import Sku
from catalog.packshots.pictures import draw_packshot
from jobs.queues import Queue
from jobs.tasks import describe_error, shop_task

log = logging.getLogger(__name__)

BATCH = 5  # pictures between which an upload gets its turn


@shop_task(Queue.PICTURES)
def draw_missing_packshots(after: int = 0) -> None:
    """Draw the pictures of pages without one, a few in each task.

    `after`: the key of the last page that was drawn or failed; later ones follow.
    """
    skus = skus_without_picture().filter(page__gt=after).order_by("page")[:BATCH]
    pages = [sku.page for sku in skus if sku.page]
    for page in pages:
        try:
            draw_packshot(page.specific)
        except Exception as error:  # noqa: BLE001 (one picture never stops another)
            log.error("The picture of “%s” cannot be drawn: %s", page, describe_error(error))
    if pages:
        draw_missing_packshots.enqueue(pages[-1].pk)


@shop_task(Queue.PICTURES)
def draw_picture(pk: int) -> None:
    """Draw the picture of one page, unless it has a photograph or was deleted."""
    row = Sku.objects.filter(page=pk).select_related("page").first()
    if row and row.page:
        draw_packshot(row.page.specific)


def skus_without_picture() -> QuerySet[Sku]:
    """Return the rows of products and bundles whose page has no picture."""
    without = Q(page__productpage__image=None, page__bundlepage=None) | Q(
        page__bundlepage__image=None, page__productpage=None
    )
    return Sku.objects.filter(without, page__isnull=False).select_related("page")
