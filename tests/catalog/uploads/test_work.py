"""The worker checks an upload and writes it once, with its author's permissions."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from catalog.models import (
    CatalogueImport,
    ImportState,
    ProductIndexPage,
    ProductPage,
    ShopImage,
    StockMove,
)
from catalog.models.catalogue_import import private_storage
from catalog.uploads import work
from catalog.uploads.lease import LeaseLost, Run, begin
from catalog.uploads.queue import accept, discard
from catalog.uploads.work import check_upload, write_upload
from home.models import HomePage
from tests.catalog.uploads.builders import (
    PRODUCT,
    SHOPIFY,
    a_csv,
    a_row,
    a_zip,
    an_editor,
    an_upload,
    fresh,
)

pytestmark = pytest.mark.django_db


def a_checked(*rows, **fields) -> CatalogueImport:
    upload = an_upload(*rows, **fields)
    check_upload(upload.pk)
    return fresh(upload)


def a_written(*rows, **fields) -> CatalogueImport:
    upload = a_checked(*rows, **fields)
    assert accept(upload, skips_refused=True)
    write_upload(upload.pk)
    return fresh(upload)


def counts(stored: dict) -> dict:
    return {outcome: rows for outcome, rows in stored["counts"].items() if rows}


def as_if_silent(upload, minutes: int = 3) -> None:
    then = timezone.now() - timedelta(minutes=minutes)
    CatalogueImport.objects.filter(pk=upload.pk).update(heartbeat_at=then, queued_at=then)


def test_checking_reports_the_changes_and_writes_nothing():
    upload = a_checked(a_row(1), a_row(2, price="free"), a_row(3))
    assert upload.state == ImportState.CHECKED
    assert (upload.rows_done, upload.rows_total) == (3, 3)
    assert counts(upload.checked_report) == {"new": 2, "refused": 1}
    [[line, sku, reason]] = upload.checked_report["listed"]["refused"]
    assert (line, sku) == ("line 3", "AUT-XX-002")
    assert "price" in reason
    assert not ProductPage.objects.exists()


def test_drafts_are_written_with_the_author_as_user():
    author = an_editor()
    upload = a_written(author=author)
    page = ProductPage.objects.get()
    assert upload.state == ImportState.WRITTEN
    assert counts(upload.written_report) == {"new": 1}
    assert (page.live, page.owner, page.latest_revision.user) == (False, author, author)


def test_pages_are_published_on_request():
    a_written(drafts_only=False)
    assert ProductPage.objects.get().live


def test_unread_columns_of_another_shop_are_reported():
    upload = a_checked(SHOPIFY, format="shopify")
    assert upload.state == ImportState.CHECKED
    assert "Columns not read: Their own" in upload.checked_report["words"]


def test_the_pictures_of_the_zip_are_stored():
    upload = a_written(PRODUCT | {"image": "wax.png"}, pictures=a_zip("Wax.PNG"))
    assert upload.checked_report["words"] == ["Encoding: UTF-8", "Pictures to add: 1"]
    assert ShopImage.objects.get() == ProductPage.objects.get().image


def test_an_unreadable_file_fails_the_import_with_a_message():
    upload = a_checked(file=a_csv({"title": "Wax"}))
    assert upload.state == ImportState.FAILED
    assert upload.failed_reason == "The file has no column sku."
    assert upload.finished_at


def test_the_files_are_deleted_when_the_import_ends():
    storage = private_storage()
    upload = an_upload(pictures=a_zip("wax.png"))
    names = [upload.file.name, upload.pictures.name]
    assert all(storage.exists(name) for name in names)
    check_upload(upload.pk)
    assert all(storage.exists(name) for name in names)
    accept(fresh(upload), skips_refused=False)
    write_upload(upload.pk)
    assert not any(storage.exists(name.split("/")[0]) for name in names)
    assert (fresh(upload).file, fresh(upload).pictures) == ("", "")
    assert fresh(upload).file_name == "new range.csv"


def test_the_files_of_a_failed_import_are_deleted():
    upload = a_checked(file=a_csv({"title": "Wax"}))
    assert not upload.file


def test_missing_files_fail_the_import_with_a_message():
    upload = an_upload()
    upload.file.storage.delete(upload.file.name)
    check_upload(upload.pk)
    assert fresh(upload).failed_reason == "The uploaded file was deleted. Upload it again."


def test_writing_twice_writes_once():
    upload = a_written()
    write_upload(upload.pk)
    assert ProductPage.objects.count() == 1
    assert fresh(upload).run == 1


def test_an_import_that_was_not_accepted_is_not_written():
    upload = a_checked()
    write_upload(upload.pk)
    assert fresh(upload).state == ImportState.CHECKED
    assert not ProductPage.objects.exists()


def test_an_inactive_author_s_import_is_not_written():
    author = an_editor()
    upload = a_checked(author=author)
    accept(upload, skips_refused=False)
    author.is_active = False
    author.save()
    write_upload(upload.pk)
    assert fresh(upload).state == ImportState.FAILED
    assert "has no permission to change selling terms any more" in fresh(upload).failed_reason
    assert not ProductPage.objects.exists()


def test_an_author_without_permission_cannot_write():
    author = an_editor()
    upload = a_checked(author=author)
    accept(upload, skips_refused=False)
    author.groups.clear()
    write_upload(upload.pk)
    assert fresh(upload).state == ImportState.FAILED
    assert not ProductPage.objects.exists()


@pytest.mark.parametrize(("drafts_only", "ends"), [(False, "failed"), (True, "written")])
def test_an_author_without_permission_to_publish_writes_drafts_only(drafts_only, ends):
    upload = a_checked(drafts_only=drafts_only)
    accept(upload, skips_refused=False)
    group = Group.objects.get(name="Catalog Editors")
    group.page_permissions.filter(permission__codename="publish_page").delete()
    write_upload(upload.pk)
    assert fresh(upload).state == ends
    assert ProductPage.objects.exists() is drafts_only


def test_a_deleted_author_s_import_is_not_written():
    upload = a_checked()
    accept(upload, skips_refused=False)
    fresh(upload).author.delete()
    write_upload(upload.pk)
    assert fresh(upload).state == ImportState.FAILED
    assert not ProductPage.objects.exists()


def test_one_import_is_written_at_a_time():
    first, second = a_checked(a_row(1)), a_checked(a_row(2))
    for upload in (first, second):
        accept(upload, skips_refused=False)
    assert begin(first.pk, ImportState.ACCEPTED)
    write_upload(second.pk)
    assert fresh(second).state == ImportState.ACCEPTED
    assert not ProductPage.objects.exists()


def test_the_database_refuses_two_that_are_being_written():
    first, second = an_upload(a_row(1)), an_upload(a_row(2))
    CatalogueImport.objects.filter(pk=first.pk).update(state=ImportState.WRITING)
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueImport.objects.filter(pk=second.pk).update(state=ImportState.WRITING)


def test_a_run_with_a_recent_heartbeat_is_not_taken_over():
    upload = an_upload()
    assert begin(upload.pk, ImportState.UPLOADED).run == 1
    assert begin(upload.pk, ImportState.UPLOADED) is None


def test_a_stale_run_is_taken_over():
    upload = an_upload()
    first = begin(upload.pk, ImportState.UPLOADED)
    as_if_silent(upload)
    assert begin(upload.pk, ImportState.UPLOADED).run == 2
    with pytest.raises(LeaseLost):
        Run(first).update(rows_done=1)
    with pytest.raises(LeaseLost):
        Run(first).finish(ImportState.CHECKED)
    assert fresh(upload).state == ImportState.CHECKING


def test_a_run_that_lost_its_lease_rolls_back_its_batch():
    upload = a_checked(a_row(1))
    accept(upload, skips_refused=False)
    overtaken = begin(upload.pk, ImportState.ACCEPTED)
    CatalogueImport.objects.filter(pk=upload.pk).update(run=2)
    with Run(overtaken) as run, work.open_upload(overtaken) as task:
        task.write(note=work.StoredReport(run).add)
    assert not ProductPage.objects.exists()
    assert fresh(upload).state == ImportState.WRITING


def test_an_import_discarded_during_its_check_stays_discarded():
    upload = an_upload()
    begun = begin(upload.pk, ImportState.UPLOADED)
    assert discard(upload)
    with Run(begun) as run:
        run.finish(ImportState.CHECKED)
    assert fresh(upload).state == ImportState.DISCARDED


def test_a_resumed_import_reports_each_row_once():
    later = {"state": "scheduled", "go_live_at": "2090-07-01T09:00:00Z"}  # 20 at a time
    rows = [a_row(number, **later) for number in range(1, 31)]
    upload = a_checked(*rows, drafts_only=False)
    accept(upload, skips_refused=False)
    begun = begin(upload.pk, ImportState.ACCEPTED)
    tally = work.StoredReport(Run(begun))

    def cut_short_after_one_batch(plans):
        if tally._rows_seen:
            raise KeyboardInterrupt
        tally.add(plans)

    with pytest.raises(KeyboardInterrupt), work.open_upload(begun) as task:
        task.write(note=cut_short_after_one_batch)
    assert counts(fresh(upload).written_report) == {"new": 20}
    as_if_silent(upload)
    write_upload(upload.pk)
    assert counts(fresh(upload).written_report) == {"new": 30}
    assert (fresh(upload).run, fresh(upload).rows_done) == (2, 30)
    assert ProductPage.objects.count() == StockMove.objects.count() == 30


def test_an_internal_error_fails_the_import_and_is_raised(caplog):
    upload = a_checked()
    accept(upload, skips_refused=False)
    HomePage.objects.get().add_child(instance=ProductIndexPage(title="Second", slug="second"))
    with pytest.raises(ProductIndexPage.MultipleObjectsReturned):
        write_upload(upload.pk)
    assert fresh(upload).state == ImportState.FAILED
    assert f"it is logged as import {upload.pk}" in fresh(upload).failed_reason
    assert f"import {upload.pk} failed: MultipleObjectsReturned" in caplog.text
    assert not fresh(upload).file


def test_an_unavailable_database_leaves_the_import_resumable():
    upload = an_upload()
    with pytest.raises(OperationalError), Run(begin(upload.pk, ImportState.UPLOADED)):
        raise OperationalError("database is locked")
    assert fresh(upload).state == ImportState.CHECKING
    as_if_silent(upload)
    check_upload(upload.pk)
    assert fresh(upload).state == ImportState.CHECKED


def test_a_stopped_worker_leaves_the_import_resumable():
    upload = an_upload()
    with pytest.raises(SystemExit), Run(begin(upload.pk, ImportState.UPLOADED)):
        raise SystemExit
    assert fresh(upload).state == ImportState.CHECKING
    assert fresh(upload).file
