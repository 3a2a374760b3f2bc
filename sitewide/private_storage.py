"""Storage without URLs, for exports of personal data and for uploads with unpublished prices."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.deconstruct import deconstructible


class PrivateFolder(StrEnum):
    """Folder of private files, in the bucket or in DATA_DIR."""

    IMPORTS = "imports"
    DOWNLOADS = "downloads"


@deconstructible(path="sitewide.private_storage.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Store files below `location`, readable only by this system user. `url` raises ValueError."""

    def __init__(self, location: Path) -> None:
        super().__init__(
            location=location, file_permissions_mode=0o600, directory_permissions_mode=0o700
        )

    def url(self, name: str | None) -> str:
        raise ValueError("Private files have no URL.")


def private_files(folder: PrivateFolder) -> Storage:
    """Return the storage of the folder: in the bucket, if there is one, which all hosts share."""
    return private_bucket_folder(folder) if settings.BUCKET else private_local_folder(folder)


def private_local_folder(folder: PrivateFolder) -> PrivateStorage:
    return PrivateStorage(settings.DATA_DIR / folder)


def private_bucket_folder(folder: str, **more: object) -> Storage:
    options = settings.STORAGES["private"]["OPTIONS"]
    location = f"{options['location']}/{folder}"
    return storages.create_storage(
        {
            "BACKEND": "sitewide.s3_storage.PrivateBucketFolder",
            "OPTIONS": options | {"location": location} | more,
        }
    )


def stored_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield the names of all files below the folder, in their order."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # a local folder that nothing was stored in yet
        return
    for name in sorted(files):
        yield str(PurePosixPath(folder, name))
    for name in sorted(folders):
        yield from stored_names(storage, str(PurePosixPath(folder, name)))


@contextmanager
def local_paths(storage: Storage, *names: str) -> Iterator[list[Path]]:
    """Give the paths of stored files. Files in a bucket are copied for the time of the block."""
    try:
        yield [Path(storage.path(name)) for name in names]
        return
    except NotImplementedError:
        pass
    with TemporaryDirectory(prefix="autovise-", dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        yield [_copy(storage, name, Path(folder)) for name in names]


def _copy(storage: Storage, name: str, folder: Path) -> Path:
    copy = folder / PurePosixPath(name).name
    with storage.open(name) as stored, copy.open("wb") as file:
        copyfileobj(stored, file)
    return copy
