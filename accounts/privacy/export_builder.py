"""Build the file of a data export, in the worker."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import DataDownload
from accounts.models.data_download import DataDownloadQuerySet, private_downloads
from accounts.privacy.export_files import build_zip, delete_files
from accounts.privacy.registry import sections

EXPORT_TIMEOUT = timedelta(minutes=10)


def claimable_downloads() -> DataDownloadQuerySet:
    """Return downloads that are not started, or were started by a worker that was killed."""
    stuck_since = timezone.now() - EXPORT_TIMEOUT
    return DataDownload.objects.unfinished().filter(
        Q(begun_at=None) | Q(begun_at__lt=stuck_since),
    )


def build_file(download_pk: int) -> DataDownload | None:
    """Claim a download, write its file and return it.

    Returns None if the file exists or is being written, or if its user was deleted meanwhile.
    """
    now = timezone.now()
    if not claimable_downloads().filter(pk=download_pk).update(begun_at=now):
        return None
    download = DataDownload.objects.select_related("user").get(pk=download_pk)
    parts = {section.title: section.collect(download.user) for section in sections()}
    name = download.file.field.generate_filename(download, "")
    name = private_downloads().save(name, build_zip(parts))
    claimed = DataDownload.objects.unfinished().filter(pk=download_pk, begun_at=now)
    if not claimed.update(file=name, made_at=timezone.now()):
        delete_files([name])
        return None
    download.refresh_from_db()
    return download
