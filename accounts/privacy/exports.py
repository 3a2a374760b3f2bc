"""A copy of a customer's data: asked for, made by the worker, kept for some days, removed."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import DataDownload, User
from accounts.models.data_download import KEPT_FOR
from accounts.privacy.export_builder import MAKING_MAY_TAKE, forgotten_downloads
from accounts.privacy.export_files import drop_files, old_files
from accounts.privacy.tasks import make_and_mail, make_download
from jobs.failures import do_each


class AlreadyAsked(Exception):
    """A copy is being made; a second one would say the same."""


def ask_for_download(user: User) -> DataDownload:
    try:
        with transaction.atomic():
            download = DataDownload.objects.create(user=user)
            make_download.enqueue(download.pk)
    except IntegrityError:
        raise AlreadyAsked from None
    return download


def resume_downloads() -> None:
    """Queue again what the worker has lost."""
    lost_since = timezone.now() - MAKING_MAY_TAKE
    lost = forgotten_downloads().filter(asked_at__lt=lost_since)
    do_each("copy of a customer's data", lost, lambda download: make_and_mail(download.pk))


def clear_old_downloads() -> None:
    """The files of a week ago, whatever nobody could make, and files of nobody's."""
    old = DataDownload.objects.filter(asked_at__lt=timezone.now() - KEPT_FOR)
    names = list(old.exclude(file="").values_list("file", flat=True))
    old.delete()
    drop_files(names)
    claimed = set(DataDownload.objects.values_list("file", flat=True))
    drop_files(set(old_files()) - claimed)
