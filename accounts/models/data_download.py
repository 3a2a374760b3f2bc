"""Data exports: a customer's request for a copy of their data, and the file that is built."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import Storage
from django.db import models

from sitewide.private_storage import PrivateFolder, private_files

KEPT_FOR = timedelta(days=7)


def private_downloads() -> Storage:
    """Private storage. Exports hold personal data and must not be among the public media."""
    return private_files(PrivateFolder.DOWNLOADS)


def place_of_download(download: "DataDownload", name: str) -> str:
    """Return a random file name."""
    return f"{uuid4().hex}.zip"


class DataDownloadQuerySet(models.QuerySet["DataDownload"]):
    def unfinished(self) -> "DataDownloadQuerySet":
        return self.filter(made_at=None)

    def ready(self) -> "DataDownloadQuerySet":
        return self.exclude(made_at=None)


class DataDownload(models.Model):
    """A requested export. `begun_at`: when a worker claimed it; `made_at`: when it was ready."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_downloads"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    file = models.FileField(storage=private_downloads, upload_to=place_of_download, blank=True)

    objects = DataDownloadQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(made_at=None),
                name="one_download_in_the_making",
                violation_error_message="A copy of your data is already being made.",
            )
        ]

    def __str__(self) -> str:
        return f"download {self.pk}"

    @property
    def removed_at(self) -> datetime:
        """When the file will be deleted."""
        return self.asked_at + KEPT_FOR
