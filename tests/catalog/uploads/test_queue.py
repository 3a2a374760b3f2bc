"""Uploads wait for the worker, are written when their author accepts, and expire."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from catalog.models import CatalogueImport, ImportState, ProductPage
from catalog.models.catalogue_import import IMPORT_TRANSITIONS, private_storage
from catalog.uploads.lease import begin
from catalog.uploads.queue import (
    MAX_RUNS,
    RowsRefused,
    accept,
    clean_up_imports,
    discard,
    resume_imports,
)
from catalog.uploads.work import check_upload
from tests.catalog.uploads.builders import SHOPIFY, a_csv, a_row, an_upload, fresh, work

pytestmark = pytest.mark.django_db


def set_back(upload, *, minutes: float = 0, days: float = 0, **columns) -> None:
    then = timezone.now() - timedelta(minutes=minutes, days=days)
    columns = {"queued_at": then, "heartbeat_at": then, "uploaded_at": then} | columns
    CatalogueImport.objects.filter(pk=upload.pk).update(**columns)


def queued() -> list[tuple[str, list]]:
    """List the tasks of imports: name and arguments, oldest first."""
    tasks = DBTaskResult.objects.filter(task_path__startswith="catalog.uploads.")
    tasks = tasks.order_by("enqueued_at")
    return [(task.task_path.rpartition(".")[2], task.args_kwargs["args"]) for task in tasks]


def checked(*rows, **fields) -> CatalogueImport:
    upload = an_upload(*rows, **fields)
    check_upload(upload.pk)
    return fresh(upload)


def test_an_upload_is_queued_once_it_is_committed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as afterwards:
        upload = an_upload()
    assert queued() == []
    for callback in afterwards:
        callback()
    assert queued() == [("check_import", [upload.pk])]


def test_the_worker_checks_and_writes_an_upload(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        upload = an_upload(a_row(1), a_row(2))
    work()
    assert fresh(upload).state == ImportState.CHECKED
    with django_capture_on_commit_callbacks(execute=True):
        accept(fresh(upload), skips_refused=False)
    work()
    assert fresh(upload).state == ImportState.WRITTEN
    assert ProductPage.objects.count() == 2


def test_every_state_says_what_it_may_become():
    assert set(IMPORT_TRANSITIONS.allowed) == set(ImportState)


@pytest.mark.parametrize("state", [state for state in ImportState if state != ImportState.CHECKED])
def test_only_checked_imports_can_be_accepted(state):
    upload = an_upload()
    columns = {"state": state, "failed_reason": "So it was."}
    CatalogueImport.objects.filter(pk=upload.pk).update(**columns)
    assert not accept(fresh(upload), skips_refused=False)
    assert fresh(upload).state == state


def test_a_second_click_writes_nothing_more(django_capture_on_commit_callbacks):
    upload = checked()
    with django_capture_on_commit_callbacks(execute=True):
        assert accept(upload, skips_refused=False)
        assert not accept(upload, skips_refused=False)
    assert queued() == [("write_import", [upload.pk])]


def test_refused_rows_of_own_files_require_confirmation():
    upload = checked(a_row(1), a_row(2, price="free"))
    with pytest.raises(RowsRefused):
        accept(upload, skips_refused=False)
    assert fresh(upload).state == ImportState.CHECKED
    assert accept(upload, skips_refused=True)


def test_refused_rows_of_other_shops_are_skipped_without_confirmation():
    upload = checked(
        SHOPIFY,
        SHOPIFY | {"Handle": "b", "Variant SKU": "B", "Title": "—"},
        format="shopify",
    )
    assert upload.checked_report["counts"]["refused"] == 1
    assert accept(upload, skips_refused=False)


@pytest.mark.parametrize(
    ("state", "is_discarded"),
    [(s, ImportState.DISCARDED in after) for s, after in IMPORT_TRANSITIONS.allowed.items()],
)
def test_an_import_can_be_discarded_until_it_is_accepted(state, is_discarded):
    upload = an_upload()
    columns = {"state": state, "failed_reason": "So it was."}
    CatalogueImport.objects.filter(pk=upload.pk).update(**columns)
    assert discard(fresh(upload)) is is_discarded
    assert bool(fresh(upload).file) is not is_discarded


def test_an_import_that_never_started_is_queued_again(django_capture_on_commit_callbacks):
    unseen, accepted, fresh_one = an_upload(), checked(a_row(1)), an_upload()
    accept(accepted, skips_refused=False)
    for upload in (unseen, accepted):
        set_back(upload, minutes=3)
    with django_capture_on_commit_callbacks(execute=True):
        resume_imports()
        resume_imports()
    assert sorted(queued()) == [("check_import", [unseen.pk]), ("write_import", [accepted.pk])]
    assert fresh(fresh_one).state == ImportState.UPLOADED


def test_an_import_without_a_heartbeat_for_two_minutes_is_queued_again(
    django_capture_on_commit_callbacks,
):
    silent, at_work = an_upload(), an_upload()
    for upload in (silent, at_work):
        begin(upload.pk, ImportState.UPLOADED)
        set_back(upload, minutes=3, heartbeat_at=timezone.now())
    set_back(silent, minutes=2.1)
    with django_capture_on_commit_callbacks(execute=True):
        resume_imports()
    assert queued() == [("check_import", [silent.pk])]
    work()
    assert fresh(silent).state == ImportState.CHECKED


def test_an_import_that_is_interrupted_repeatedly_fails(django_capture_on_commit_callbacks):
    upload = an_upload()
    begin(upload.pk, ImportState.UPLOADED)
    set_back(upload, minutes=3, run=MAX_RUNS)
    with django_capture_on_commit_callbacks(execute=True):
        resume_imports()
    assert queued() == []
    assert fresh(upload).state == ImportState.FAILED
    assert "The import failed 5 times" in fresh(upload).failed_reason


def test_a_waiting_import_is_queued_when_another_is_written(django_capture_on_commit_callbacks):
    first, second = checked(a_row(1)), checked(a_row(2))
    with django_capture_on_commit_callbacks(execute=True):
        accept(first, skips_refused=False)
    accept(second, skips_refused=False)
    work()
    assert fresh(second).state == ImportState.WRITTEN


def test_the_clock_resumes_and_cleans_up_imports(django_capture_on_commit_callbacks):
    unseen, old = an_upload(), checked()
    set_back(unseen, minutes=3)
    set_back(old, days=31)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("run_clock", once=True)
    assert queued() == [("check_import", [unseen.pk])]
    assert fresh(old).state == ImportState.DISCARDED


def test_an_import_not_accepted_for_a_month_is_discarded_and_its_record_kept():
    old, young = checked(a_row(1)), checked(a_row(2))
    set_back(old, days=30.1)
    set_back(young, days=29.9)
    clean_up_imports()
    assert (fresh(old).state, fresh(old).file) == (ImportState.DISCARDED, "")
    assert not private_storage().exists(old.file.name)
    assert fresh(old).checked_report["counts"]["new"] == 1
    assert fresh(young).state == ImportState.CHECKED
    assert private_storage().exists(young.file.name)


def test_remaining_files_of_ended_imports_are_deleted():
    upload = checked()
    CatalogueImport.objects.filter(pk=upload.pk).update(state=ImportState.WRITTEN)
    clean_up_imports()
    assert not private_storage().exists(upload.file.name)
    assert fresh(upload).file == ""


def test_orphaned_files_are_deleted_after_a_day():
    claimed, lost, arriving = an_upload(), an_upload(), an_upload()
    CatalogueImport.objects.filter(pk__in=[lost.pk, arriving.pk]).delete()
    for upload in (claimed, lost):
        os.utime(upload.file.path, times=(time.time() - 90_000,) * 2)
    clean_up_imports()
    stored = [private_storage().exists(upload.file.name) for upload in (claimed, lost, arriving)]
    assert stored == [True, False, True]


def test_the_files_are_private():
    upload = an_upload(file=a_csv(a_row(1), name="../../media/prices.csv"))
    path = Path(upload.file.path)
    assert path.is_relative_to(settings.DATA_DIR / "imports")
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    assert path.name == "catalogue.csv"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with pytest.raises(ValueError, match="no URL"):
        upload.file.storage.url(upload.file.name)
