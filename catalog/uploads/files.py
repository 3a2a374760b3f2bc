"""Delete uploaded files, which are stored until the import is written, discarded or a month old."""

from datetime import timedelta
from pathlib import PurePosixPath

from django.utils import timezone

from catalog.models.catalogue_import import CatalogueImport, private_storage
from sitewide.private_storage import stored_names

UNCLAIMED_AFTER = timedelta(days=1)


def delete_upload_files(upload: CatalogueImport) -> None:
    """Delete the upload's files and keep its record. Missing files are ignored."""
    for name in filter(None, (upload.file.name, upload.pictures.name)):
        delete_stored_file(name)
    CatalogueImport.objects.filter(pk=upload.pk).update(file="", pictures="")


def delete_stored_file(name: str) -> None:
    storage = private_storage()
    storage.delete(name)
    storage.delete(str(PurePosixPath(name).parent))


def delete_unclaimed_files() -> None:
    """Delete files whose upload was interrupted before its record was saved."""
    storage = private_storage()
    both = CatalogueImport.objects.values_list("file", "pictures")
    claimed = {name for names in both for name in names}
    made_before = timezone.now() - UNCLAIMED_AFTER
    for name in set(stored_names(storage)) - claimed:
        if storage.get_modified_time(name) < made_before:
            delete_stored_file(name)
