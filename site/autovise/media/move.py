"""Copy stored files between DATA_DIR and the bucket. Nothing is deleted at the source."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from sitewide.private_storage import (
    PrivateFolder,
    private_bucket_folder,
    private_local_folder,
    stored_names,
)
from sitewide.s3_storage import DOCUMENTS, BucketFile

UNFINISHED = ".moving-"
_MD5 = re.compile(r'"([0-9a-f]{32})"')


class Target(StrEnum):
    S3 = "s3"
    LOCAL = "local"


class Outcome(Enum):
    COPIED = "copied"
    THERE = "were there already"


class NotCopied(Exception):
    """The file cannot be copied; the message says why."""


@dataclass(frozen=True)
class Place:
    """Files that have the same names in DATA_DIR and in the bucket."""

    local: FileSystemStorage
    bucket: Storage
    without: str = ""  # a folder that is a place of its own

    def names_in(self, storage: Storage) -> Iterator[str]:
        names = stored_names(storage)
        return (name for name in names if PurePosixPath(name).parts[0] != self.without)


@dataclass(frozen=True)
class StoredFile:
    place: Place
    name: str

    def __str__(self) -> str:
        return str(PurePosixPath(self.place.local.location, self.name))


def all_places() -> list[Place]:
    """Return pictures, documents and each folder of private files. Needs a bucket."""
    own = {"file_overwrite": True, "pause_seconds": 0}
    media = settings.STORAGES["default"]
    pictures = storages.create_storage(media | {"OPTIONS": media["OPTIONS"] | own})
    documents = FileSystemStorage(location=settings.MEDIA_ROOT / DOCUMENTS)
    return [
        Place(FileSystemStorage(location=settings.MEDIA_ROOT), pictures, without=DOCUMENTS),
        Place(documents, private_bucket_folder(DOCUMENTS, **own)),
        *(
            Place(private_local_folder(folder), private_bucket_folder(folder, **own))
            for folder in PrivateFolder
        ),
    ]


def files_to_move(to: Target) -> Iterator[StoredFile]:
    """Yield the files of the source, and delete what a killed move left in the target."""
    for place in all_places():
        for name in place.names_in(place.local):
            if not _is_unfinished(name):
                if to == Target.S3:
                    yield StoredFile(place, name)
            elif to == Target.LOCAL:
                place.local.delete(name)
        if to == Target.LOCAL:
            yield from (StoredFile(place, name) for name in place.names_in(place.bucket))


def move_file(file: StoredFile, to: Target) -> Outcome:
    """Copy a file, and compare the copy with it. Raise NotCopied, or the storage's error.

    The file at the target is the old one or the whole new one, also if the process is killed.
    """
    local, bucket, name = file.place.local, file.place.bucket, file.name
    source, target = (local, bucket) if to == Target.S3 else (bucket, local)
    if target.exists(name):
        if _is_same(local, name, bucket, name):
            return Outcome.THERE
        if target.get_modified_time(name) >= source.get_modified_time(name):
            raise NotCopied("the target has a newer file of this name, which was kept")
    if to == Target.S3:
        _copy_to_bucket(local, bucket, name)
    else:
        _copy_to_folder(bucket, local, name)
    return Outcome.COPIED


def _copy_to_bucket(local: FileSystemStorage, bucket: Storage, name: str) -> None:
    """S3 shows an object once it is complete."""
    is_whole = False
    with local.open(name) as file:
        bucket.save(name, file)
    try:
        is_whole = _is_same(local, name, bucket, name)
    finally:
        if not is_whole:
            bucket.delete(name)
    if not is_whole:
        raise NotCopied("the copy differs from the file, and was deleted")


def _copy_to_folder(bucket: Storage, local: FileSystemStorage, name: str) -> None:
    unfinished = str(PurePosixPath(name).with_name(f"{UNFINISHED}{uuid4().hex}"))
    try:
        with bucket.open(name) as file:
            local.save(unfinished, file)
        if not _is_same(local, unfinished, bucket, name):
            raise NotCopied("the copy differs from the file, and was deleted")
        os.replace(local.path(unfinished), local.path(name))
    finally:
        local.delete(unfinished)


def _is_unfinished(name: str) -> bool:
    return PurePosixPath(name).name.startswith(UNFINISHED)


def _is_same(local: FileSystemStorage, local_name: str, bucket: Storage, name: str) -> bool:
    """Compare by the storage's MD5. If it is none (several parts, encryption), read the copy."""
    with local.open(local_name) as file:
        md5 = _md5_of(file)
    with bucket.open(name) as stored:
        found = _MD5.fullmatch(stored.obj.e_tag) if isinstance(stored, BucketFile) else None
        return bool(found and found[1] == md5) or _md5_of(stored) == md5


def _md5_of(file: File) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
