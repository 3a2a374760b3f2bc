"""What was uploaded lies in a private folder until it is written, given up, or a month old."""

import time
from pathlib import PurePosixPath

from catalog.models.catalogue_import import CatalogueImport, private_storage

UNCLAIMED_AFTER_SECONDS = 24 * 60 * 60


def drop_files(upload: CatalogueImport) -> None:
    """The record stays. What is gone already is gone."""
    for name in filter(None, (upload.file.name, upload.pictures.name)):
        drop_file(name)
    CatalogueImport.objects.filter(pk=upload.pk).update(file="", pictures="")


def drop_file(name: str) -> None:
    storage = private_storage()
    storage.delete(name)
    storage.delete(str(PurePosixPath(name).parent))


def drop_unclaimed_files() -> None:
    """Those whose upload was cut short before there was a record of it."""
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
