"""A page has one scheduled change: another replaces it, and the editor is warned."""

import html
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from autovise.publish_scheduled import publish_scheduled
from catalog.models import ProductPage
from tests.autovise.admin.roles_table import edit_address, form_of, latest
from tests.builders import a_bundle, a_product, a_user, a_visitor

pytestmark = pytest.mark.django_db

SUMMER = datetime(2040, 6, 1, 11, 30, tzinfo=UTC)
UNPAID_CLOSED = "The change scheduled for 1 June 2040, 12:30 was cancelled: this one replaces it."


def scheduled(page, **changed):
    page.save_revision().publish()
    page = type(page).objects.get(pk=page.pk)
    for name, value in changed.items():
        setattr(page, name, value)
    page.go_live_at = SUMMER
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def shown_messages(answer) -> list[str]:
    return [html.unescape(str(message)) for message in answer.context["messages"]]


def waiting(page) -> list:
    return list(
        page.revisions.filter(approved_go_live_at__isnull=False).values_list(
            "approved_go_live_at", flat=True
        )
    )


@pytest.mark.parametrize("build", [a_product, a_bundle])
def test_a_page_with_a_scheduled_change_can_be_edited_and_shows_a_notice(owner, build):
    page = scheduled(build(), title="Later")
    answer = a_visitor(owner).get(edit_address(page))
    text = html.unescape(answer.content.decode())
    assert "A change to this page is scheduled for 1 June 2040, 12:30." in text
    assert "Publishing or scheduling another change replaces it." in text
    assert "Cancel scheduled publish" in text
    assert 'name="action-publish"' in text


def test_saving_a_draft_does_not_change_the_schedule(owner):
    page = scheduled(a_product(1299), price_pence=1499)
    a_visitor(owner).post(edit_address(page), form_of(page, title="Draft", price_pence="13.99"))
    assert waiting(page) == [SUMMER]
    assert latest(page).price_pence == 1399


def test_scheduling_another_change_replaces_the_first_with_a_message(owner):
    page = scheduled(a_product(1299), price_pence=1499)
    fields = form_of(page, price_pence="13.99", go_live_at="2040-07-01 09:00")
    answer = a_visitor(owner).post(
        edit_address(page), fields | {"action-publish": "1"}, follow=True
    )
    assert UNPAID_CLOSED in shown_messages(answer)
    assert waiting(page) == [datetime(2040, 7, 1, 8, 0, tzinfo=UTC)]
    assert ProductPage.objects.get().price_pence == 1299
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    assert revision.as_object().price_pence == 1399


def test_publishing_cancels_the_schedule_with_a_message(owner):
    page = scheduled(a_product(1299), price_pence=1499)
    fields = form_of(page, price_pence="13.99") | {"action-publish": "1"}
    answer = a_visitor(owner).post(edit_address(page), fields, follow=True)
    assert UNPAID_CLOSED in shown_messages(answer)
    assert (waiting(page), ProductPage.objects.get().price_pence) == ([], 1399)


def test_without_a_schedule_there_is_no_message(owner):
    page = a_product(1299)
    fields = form_of(page) | {"action-publish": "1"}
    answer = a_visitor(owner).post(edit_address(page), fields, follow=True)
    assert not any("scheduled" in sentence for sentence in shown_messages(answer))


def test_the_scheduled_version_goes_live_and_a_later_draft_is_kept(owner):
    page = scheduled(a_product(1299), price_pence=1499)
    a_visitor(owner).post(edit_address(page), form_of(page, price_pence="13.99"))
    page.revisions.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    due = page.revisions.get(approved_go_live_at__isnull=False)
    due.content = due.content | {"go_live_at": "2020-01-01T00:00:00Z"}
    due.save()
    publish_scheduled()
    live = ProductPage.objects.get()
    assert (live.price_pence, live.has_unpublished_changes) == (1499, True)
    assert latest(page).price_pence == 1399


def test_moderators_are_warned_that_another_version_is_scheduled(owner):
    page = scheduled(a_product(1299), price_pence=1499)
    page.price_pence, page.go_live_at = 1399, None
    page.save_revision()
    page.get_workflow().start(page, owner)
    moderator = a_user()
    moderator.groups.add(Group.objects.get(name="Moderators"))
    text = html.unescape(a_visitor(moderator).get(edit_address(page)).content.decode())
    assert "Another version goes live on 1 June 2040, 12:30" in text


def test_a_page_that_awaits_approval_is_still_locked_for_its_author(owner):
    page = scheduled(a_product())
    author = a_user()
    author.groups.add(Group.objects.get(name="Catalog Editors"))
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    assert page.permissions_for_user(author).page_locked()
    assert not page.permissions_for_user(owner).page_locked()


def test_a_page_that_was_locked_by_hand_stays_locked():
    page = scheduled(a_product())
    page.locked, page.locked_by = True, a_user()
    page.save()
    assert page.permissions_for_user(a_user(is_superuser=True)).page_locked()


@pytest.mark.parametrize("action", ["publish", "unpublish"])
def test_a_bulk_action_names_the_schedules_that_it_cancels(owner, action):
    page, other = scheduled(a_product(title="Hard Wax")), a_product(title="Sponge")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    answer = a_visitor(owner).get(address, {"id": [page.pk, other.pk]})
    text = html.unescape(answer.content.decode())
    assert "These scheduled changes will be cancelled: “Hard Wax” on 1 June 2040, 12:30." in text


def test_unpublishing_warns_that_the_schedule_is_cancelled(owner):
    page = scheduled(a_product(title="Hard Wax"))
    visitor = a_visitor(owner)
    address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    text = html.unescape(visitor.get(address).content.decode())
    assert "These scheduled changes will be cancelled: “Hard Wax” on 1 June 2040, 12:30." in text
    visitor.post(address)
    assert waiting(page) == []
