"""Law 2: one page that cannot be published on schedule is reported, the rest go live."""

import logging
from datetime import UTC, timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from autovise.publish_scheduled import publish_scheduled
from catalog.models import BundlePage, ProductPage
from tests.autovise.admin.roles_table import edit_address, form_of
from tests.builders import a_bundle, a_product, a_visitor

pytestmark = pytest.mark.django_db


def scheduled(page, **due):
    """Publish this page at a time; then that time comes."""
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    past = timezone.now() - timedelta(**due or {"minutes": 1})
    Revision.objects.filter(approved_go_live_at__isnull=False, object_id=page.pk).update(
        approved_go_live_at=past
    )
    for revision in page.revisions.all():  # the page's own copy of the time
        revision.content = revision.content | {"go_live_at": past.isoformat()}
        revision.save()
    return page


def is_live(page) -> bool:
    return type(page).objects.get(pk=page.pk).live


def test_due_pages_go_live_and_the_others_wait():
    due = scheduled(a_product(live=False))
    later = a_product(live=False)
    later.go_live_at = timezone.now() + timedelta(hours=1)
    later.save_revision().publish()
    publish_scheduled()
    assert (is_live(due), is_live(later)) == (True, False)


def test_a_page_that_cannot_be_published_is_logged_and_the_others_go_live(caplog):
    broken = scheduled(a_bundle(live=False, title="Broken Set"), minutes=5)
    for part in list(broken.parts.all())[:2]:
        ProductPage.objects.get(pk=part.product_id).delete()
    for revision in broken.revisions.all():
        revision.content = revision.content | {"parts": []}
        revision.save()
    good = scheduled(a_product(live=False))
    with caplog.at_level(logging.ERROR):
        publish_scheduled()
    assert (is_live(broken), is_live(good)) == (False, True)
    (record,) = caplog.records
    assert f"“Broken Set” (page {broken.pk}, revision" in record.getMessage()
    assert "at least 3 different products" in record.getMessage()
    assert BundlePage.objects.get().sku


def test_an_expired_page_is_unpublished():
    page = a_product()
    ProductPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    publish_scheduled()
    page = ProductPage.objects.get(pk=page.pk)
    assert (page.live, page.expired) == (False, True)


def test_what_another_clock_did_meanwhile_is_not_done_again(monkeypatch):
    """Two clocks read the same due rows; the second one acts when the first one is done."""
    page, ended = scheduled(a_product(live=False)), a_product()
    ProductPage.objects.filter(pk=ended.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    def do_each_twice(kind, rows, work):
        read = list(rows)
        for row in [*read, *read]:
            work(row)

    monkeypatch.setattr("autovise.publish_scheduled.do_each", do_each_twice)
    publish_scheduled()
    for each, action in (
        (page, "wagtail.publish.scheduled"),
        (ended, "wagtail.unpublish.scheduled"),
    ):
        assert PageLogEntry.objects.filter(page=each, action=action).count() == 1


def test_a_second_run_changes_nothing():
    page = scheduled(a_product(live=False))
    publish_scheduled()
    published_at = ProductPage.objects.get(pk=page.pk).last_published_at
    publish_scheduled()
    assert ProductPage.objects.get(pk=page.pk).last_published_at == published_at


def a_set_that_cannot_go_live():
    broken = scheduled(a_bundle(live=False, title="Broken Set"), minutes=5)
    for revision in broken.revisions.all():
        revision.content = revision.content | {"parts": []}
        revision.save()
    return broken


def test_a_failed_publication_is_logged_once_in_the_page_s_history(caplog, owner):
    broken = a_set_that_cannot_go_live()
    with caplog.at_level(logging.ERROR):
        publish_scheduled()
        publish_scheduled()
    assert len(caplog.records) == 1
    assert not broken.revisions.filter(approved_go_live_at__isnull=False).exists()
    history = a_visitor(owner).get(reverse("wagtailadmin_pages:history", args=[broken.pk]))
    assert "and no longer scheduled" in history.content.decode()
    assert "at least 3 different products" in history.content.decode()


def test_a_temporary_database_error_cancels_no_schedule(caplog, monkeypatch):
    page = scheduled(a_product(live=False))

    def fail(*args, **kwargs):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(Revision, "publish", fail)
        publish_scheduled()
    assert not is_live(page)
    publish_scheduled()
    assert is_live(page)


@pytest.mark.parametrize(
    ("typed", "in_utc"),
    [
        ("2027-03-28 00:30", "2027-03-28T00:30:00+00:00"),  # half an hour before the change
        ("2027-03-28 02:30", "2027-03-28T01:30:00+00:00"),  # after it: an hour ahead
        ("2027-10-30 02:30", "2027-10-30T01:30:00+00:00"),
        ("2027-10-31 02:30", "2027-10-31T02:30:00+00:00"),
    ],
)
def test_times_are_in_london_s_time_zone(owner, typed, in_utc):
    page = a_product(live=False)
    form = page.get_edit_handler().get_form_class()(
        instance=page.get_latest_revision_as_object(), for_user=owner
    )
    field = form.fields["go_live_at"]
    assert field.clean(typed).astimezone(UTC).isoformat() == in_utc


@pytest.mark.parametrize(
    ("typed", "in_utc"),
    [
        ("2040-03-25 00:30", "2040-03-25T00:30:00+00:00"),  # the clocks go forward at one
        ("2040-03-25 02:30", "2040-03-25T01:30:00+00:00"),
        ("2040-10-27 02:30", "2040-10-27T01:30:00+00:00"),
        ("2040-10-28 02:30", "2040-10-28T02:30:00+00:00"),  # they went back at two
    ],
)
def test_a_schedule_across_the_change_of_summer_time_is_kept_to_the_minute(owner, typed, in_utc):
    page = a_product(1299, live=False)
    visitor = a_visitor(owner)
    fields = form_of(page, go_live_at=typed) | {"action-publish": "1"}
    answer = visitor.post(edit_address(page), fields)
    assert answer.status_code == 302
    due = page.revisions.get(approved_go_live_at__isnull=False).approved_go_live_at
    assert due.astimezone(UTC).isoformat() == in_utc
    shown = visitor.get(edit_address(page)).content.decode()
    assert f'name="go_live_at" value="{typed}"' in shown


def test_a_failing_page_does_not_prevent_another_scheduled_page(owner, caplog):
    visitor = a_visitor(owner)
    parts = [a_product() for _ in range(3)]
    broken, good = a_bundle(*parts, live=False), a_product(live=False)
    for page in (broken, good):
        fields = form_of(page, go_live_at="2040-06-01 09:00") | {"action-publish": "1"}
        visitor.post(edit_address(page), fields)
    visitor.post(reverse("wagtailadmin_pages:delete", args=[parts[0].pk]))
    for page in (broken, good):
        revision = page.revisions.get(approved_go_live_at__isnull=False)
        revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
        revision.content |= {"go_live_at": revision.approved_go_live_at.isoformat()}
        revision.save()
    with caplog.at_level(logging.ERROR):
        publish_scheduled()
    assert (is_live(broken), is_live(good)) == (False, True)
    assert [r.levelname for r in caplog.records] == ["ERROR"]
