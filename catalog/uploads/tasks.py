"""Background tasks of the catalogue. Each takes an import's primary key and is idempotent."""

from catalog.models.catalogue_import import CatalogueImport, ImportState
from catalog.uploads.work import check_upload, write_upload
from jobs.queues import Queue
from jobs.tasks import shop_task


@shop_task(Queue.IMPORTS)
def check_import(pk: int) -> None:
    check_upload(pk)


@shop_task(Queue.IMPORTS)
def write_import(pk: int) -> None:
    write_upload(pk)
    waiting = CatalogueImport.objects.filter(state=ImportState.ACCEPTED).exclude(pk=pk)
    if following := waiting.order_by("queued_at").values_list("pk", flat=True).first():
        write_import.enqueue(following)
