"""Data exports: requested by the customer, built by the worker, deleted after `KEPT_FOR`."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import DataDownload, User
from accounts.models.data_download import KEPT_FOR
from accounts.privacy.export_builder import EXPORT_TIMEOUT, claimable_downloads
from accounts.privacy.export_files import delete_files, old_files
from accounts.privacy.tasks import build_and_mail, build_download
from jobs.tasks import do_each


class ExportInProgress(Exception):
    """The customer has an export that is not finished."""


def request_download(user: User) -> DataDownload:
    """Create an export and queue its task. Raises ExportInProgress."""
    try:
        with transaction.atomic():
            download = DataDownload.objects.create(user=user)
            build_download.enqueue(download.pk)
    except IntegrityError:
        raise ExportInProgress from None
    return download


def resume_downloads() -> None:
    """Build exports whose task was lost."""
    lost_since = timezone.now() - EXPORT_TIMEOUT
    lost = claimable_downloads().filter(asked_at__lt=lost_since)
    do_each("copy of a customer's data", lost, lambda download: build_and_mail(download.pk))


def delete_expired_downloads() -> None:
    """Delete expired exports, finished or not, and files that belong to no export."""
    old = DataDownload.objects.filter(asked_at__lt=timezone.now() - KEPT_FOR)
    names = list(old.exclude(file="").values_list("file", flat=True))
    old.delete()
    delete_files(names)
    claimed = set(DataDownload.objects.values_list("file", flat=True))
    delete_files(set(old_files()) - claimed)
