"""Storage in S3 whose errors name the file.

Its timeouts are short, and after a timeout it fails at once for a while, so that pages respond.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    ReadTimeoutError,
)
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from storages.backends.s3 import S3File, S3Storage
from storages.utils import clean_name

from sitewide.storage_failures import StorageFailed

DOCUMENTS = "documents"
PRIVATE = "private"
MISSING = 404

_CONNECTING = threading.Lock()


@cache
def _session(access_key: str | None, secret_key: str | None, token: str | None) -> boto3.Session:
    return boto3.Session(
        aws_access_key_id=access_key, aws_secret_access_key=secret_key, aws_session_token=token
    )


class BucketFile(S3File):
    """File in a bucket. Its content is requested when it is first read."""

    _storage: "BucketStorage"

    def _get_file(self) -> Any:
        with self._storage.naming_failures("read", self.name):
            return super()._get_file()

    file = property(_get_file, S3File._set_file)


class BucketStorage(S3Storage):
    """S3Storage that raises StorageFailed in place of the errors of boto3."""

    connect_timeout: float
    read_timeout: float
    max_attempts: int
    # After a timeout, files are not read for a while: a list of pictures waits once, not for each.
    pause_seconds: float

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_config = Config(
            s3={"addressing_style": self.addressing_style},
            signature_version=self.signature_version,
            connect_timeout=self.connect_timeout,
            read_timeout=self.read_timeout,
            retries={"total_max_attempts": self.max_attempts, "mode": "standard"},
        )
        self.transfer_config = TransferConfig(num_download_attempts=self.max_attempts)
        self._silent_until = 0.0

    def get_default_settings(self) -> dict[str, Any]:
        own = {"connect_timeout": 3, "read_timeout": 5, "max_attempts": 2, "pause_seconds": 10}
        return super().get_default_settings() | own

    def _create_session(self) -> boto3.Session:
        """Return one session for all storages and threads; a new one takes half a second."""
        if self.session_profile:
            return super()._create_session()
        return _session(self.access_key, self.secret_key, self.security_token)

    @property
    def connection(self) -> Any:
        with _CONNECTING:  # sessions are not safe for threads
            return super().connection

    @property
    def unsigned_connection(self) -> Any:
        with _CONNECTING:
            return super().unsigned_connection

    @contextmanager
    def naming_failures(self, verb: str, name: str | None) -> Iterator[None]:
        try:
            yield
        except (BotoCoreError, ClientError, Boto3Error) as error:
            if isinstance(error, (ConnectTimeoutError, ReadTimeoutError)):
                self._silent_until = time.monotonic() + self.pause_seconds
            reason = " ".join(str(error).split())
            raise StorageFailed(f"The file storage did not {verb} {name}: {reason}") from error

    def _open(self, name: str, mode: str = "rb") -> File:
        if time.monotonic() < self._silent_until:
            raise StorageFailed(f"The file storage did not respond a moment ago; {name} waits.")
        key = self._normalize_name(clean_name(name))
        with self.naming_failures("open", name):
            try:
                return BucketFile(key, mode, self)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == MISSING:
                    raise FileNotFoundError(f"File does not exist: {key}") from None
                raise

    def _save(self, name: str, content: File) -> str:
        with self.naming_failures("store", name):
            return super()._save(name, content)

    def _get_write_parameters(self, name: str, content: File | None = None) -> dict[str, Any]:
        """Tell the type by the name: what the browser said of an upload is not trusted."""
        return super()._get_write_parameters(name)

    def delete(self, name: str) -> None:
        with self.naming_failures("delete", name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        with self.naming_failures("look up", name):
            return super().exists(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with self.naming_failures("list", path or "its files"):
            return super().listdir(path)

    def size(self, name: str) -> int:
        with self.naming_failures("look up", name):
            return super().size(name)

    def get_modified_time(self, name: str) -> Any:
        with self.naming_failures("look up", name):
            return super().get_modified_time(name)


class MediaStorage(BucketStorage):
    """Pictures in the public part of the bucket. Wagtail's documents are private files.

    Wagtail checks who may read a document, and then redirects to its signed URL.
    """

    def _open(self, name: str, mode: str = "rb") -> File:
        if is_document(name):
            return storages[PRIVATE].open(name, mode)
        return super()._open(name, mode)

    def _save(self, name: str, content: File) -> str:
        if is_document(name):
            return _private_documents()._save(name, content)
        return super()._save(name, content)

    def delete(self, name: str) -> None:
        if is_document(name):
            storages[PRIVATE].delete(name)
        else:
            super().delete(name)

    def exists(self, name: str) -> bool:
        return storages[PRIVATE].exists(name) if is_document(name) else super().exists(name)

    def size(self, name: str) -> int:
        return storages[PRIVATE].size(name) if is_document(name) else super().size(name)

    def get_modified_time(self, name: str) -> Any:
        if is_document(name):
            return storages[PRIVATE].get_modified_time(name)
        return super().get_modified_time(name)

    def url(self, name: str, *args: Any, **more: Any) -> str:
        if is_document(name):
            return _private_documents().url(name, *args, **more)
        return super().url(name, *args, **more)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """List public files and documents; other private files belong to other storages."""
        if is_document(path):
            return storages[PRIVATE].listdir(path)
        folders, files = super().listdir(path)
        if clean_name(path or "") in ("", "."):
            folders = [folder for folder in folders if folder not in (PRIVATE, DOCUMENTS)]
            if any(storages[PRIVATE].listdir(DOCUMENTS)):
                folders.append(DOCUMENTS)
        return folders, files


def is_document(name: str | None) -> bool:
    return bool(name) and clean_name(str(name)).split("/")[0] == DOCUMENTS


def _private_documents() -> BucketStorage:
    storage: Storage = storages[PRIVATE]
    assert isinstance(storage, BucketStorage)  # noqa: S101 (for the type checker)
    return storage


class PrivateBucketFolder(BucketStorage):
    """Folder of private files that the shop itself sends to those who may have them."""

    def url(self, name: str | None, *args: Any, **more: Any) -> str:
        raise ValueError("Private files have no URL.")
