"""Delete uploaded files, which are stored until the import is written, discarded or a month old."""

import time
from pathlib import PurePosixPath

from catalog.models.catalogue_import import CatalogueImport, private_storage

UNCLAIMED_AFTER_SECONDS = 24 * 60 * 60


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
    if not storage.exists(""):
        return
    names = CatalogueImport.objects.values_list("file", "pictures")
    claimed = {PurePosixPath(name).parts[0] for both in names for name in both if name}
    for folder in set(storage.listdir("")[0]) - claimed:
        made_at = storage.get_modified_time(folder).timestamp()
        if made_at < time.time() - UNCLAIMED_AFTER_SECONDS:
            for name in storage.listdir(folder)[1]:
                storage.delete(f"{folder}/{name}")
            storage.delete(folder)
