"""Making the file of a download, in the worker."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import DataDownload
from accounts.models.data_download import private_downloads
from accounts.privacy.export_files import drop_files, zip_of
from accounts.privacy.registry import sections

MAKING_MAY_TAKE = timedelta(minutes=10)


def forgotten_downloads():
    """Those that nobody makes: not begun, or begun by a worker that was killed."""
    stuck_since = timezone.now() - MAKING_MAY_TAKE
    return DataDownload.objects.unmade().filter(
        Q(begun_at=None) | Q(begun_at__lt=stuck_since),
    )


def make_file(download_pk: int) -> DataDownload | None:
    """The download with its file; None if it is made, or being made, or its owner is gone."""
    now = timezone.now()
    if not forgotten_downloads().filter(pk=download_pk).update(begun_at=now):
        return None
    download = DataDownload.objects.select_related("user").get(pk=download_pk)
    parts = {section.title: section.collect(download.user) for section in sections()}
    name = download.file.field.generate_filename(download, "")
    name = private_downloads().save(name, zip_of(parts))
    made = DataDownload.objects.unmade().filter(pk=download_pk, begun_at=now)
    if not made.update(file=name, made_at=timezone.now()):
        drop_files([name])
        return None
    download.refresh_from_db()
    return download
