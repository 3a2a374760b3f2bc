"""Storage without URLs, for exports of personal data and for uploads with unpublished prices."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="sitewide.private_storage.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Store files below `location`, readable only by this system user. `url` raises ValueError."""

    def __init__(self, location: Path) -> None:
        super().__init__(
            location=location, file_permissions_mode=0o600, directory_permissions_mode=0o700
        )

    def url(self, name: str | None) -> str:
        raise ValueError("Private files have no URL.")
