"""Storage for files that have no URL: exports of personal data, uploads with unpublished prices."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="sitewide.private_storage.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Files below `location` that only this system user can read. `url` raises ValueError."""

    def __init__(self, location: Path) -> None:
        super().__init__(
            location=location, file_permissions_mode=0o600, directory_permissions_mode=0o700
        )

    def url(self, name: str | None) -> str:
        raise ValueError("Private files have no URL.")
