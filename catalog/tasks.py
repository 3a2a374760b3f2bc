"""What the worker does for the catalogue. Each task takes an import's key, may run twice, and does
its work once."""

from django.tasks import task

from catalog.models.catalogue_import import CatalogueImport, ImportState
from catalog.uploads.running import check_upload, write_upload


@task(backend="shop")
def check_import(pk: int) -> None:
    check_upload(pk)


@task(backend="shop")
def write_import(pk: int) -> None:
    write_upload(pk)
    waiting = CatalogueImport.objects.filter(state=ImportState.ACCEPTED).exclude(pk=pk)
    if following := waiting.order_by("queued_at").values_list("pk", flat=True).first():
        write_import.enqueue(following)
