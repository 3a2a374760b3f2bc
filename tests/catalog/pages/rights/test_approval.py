"""Every way to publish a page in a workflow approves its draft or is refused."""

import html
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    PageLogEntry,
    Revision,
    Task,
    WorkflowState,
    WorkflowTask,
    get_page_models,
)

from autovise.publish_scheduled import publish_scheduled
from catalog.desk.listings.filters import pages_awaiting_approval, pages_sent_back
from catalog.models import ProductIndexPage, ProductPage
from catalog.pages.rights.approval import PublishedByApproval
from home.models import HomePage
from tests.autovise.admin.roles_table import CATALOGUE, MARKETING, MODERATORS, edit_address, form_of
from tests.builders import a_member, a_product, a_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BULK = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
AWAITS = "It is awaiting “Moderators approval”. It goes live when it is approved there"
SENT_BACK = "Changes were requested at “Moderators approval”: “Too dear”."


@pytest.fixture
def moderator(db):
    return a_member(MODERATORS)


@pytest.fixture
def seller(db):
    return a_member(CATALOGUE)


def submitted(page, title="New words"):
    page.title = title
    page.save_revision()
    page.get_workflow().start(page, a_member(MARKETING))
    return page


def sent_back(page, moderator):
    submitted(page).current_workflow_task_state.reject(user=moderator, comment="Too dear")
    return page


def workflow(page) -> str:
    return WorkflowState.objects.get(object_id=page.pk).status


def live(page) -> ProductPage:
    return type(page).objects.get(pk=page.pk)


def bulk_publish(user, *pages, **data) -> str:
    ids = "&".join(f"id={page.pk}" for page in pages)
    answer = a_visitor(user).post(f"{BULK}?{ids}&next=/admin/", data, follow=True)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def publish_by_form(user, page) -> str:
    fields = form_of(page.get_latest_revision_as_object()) | {"action-publish": "action-publish"}
    return html.unescape(a_visitor(user).post(edit_address(page), fields, follow=True).text)


def history(page) -> set[str]:
    return set(PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True))


def test_all_page_models_are_published_by_approval():
    ours = [model for model in get_page_models() if model._meta.app_label != "wagtailcore"]
    assert {HomePage, ProductPage, ProductIndexPage} < set(ours)
    assert [model for model in ours if not issubclass(model, PublishedByApproval)] == []


def test_a_draft_with_changes_requested_is_not_awaiting_approval(moderator):
    waiting, rejected = submitted(a_product()), sent_back(a_product(), moderator)
    assert list(pages_awaiting_approval()) == [waiting.pk]
    assert list(pages_sent_back()) == [rejected.pk]
    shown = a_visitor(moderator).get("/admin/products/", {"status": "waiting"}).context
    assert [page.pk for page in shown["object_list"]] == [waiting.pk]


def test_a_bulk_publish_with_permission_to_approve_approves(moderator):
    page = submitted(a_product())
    bulk_publish(moderator, page)
    assert (live(page).title, workflow(page)) == ("New words", "approved")
    assert {"wagtail.workflow.approve", "wagtail.publish"} <= history(page)
    assert "wagtail.workflow.cancel" not in history(page)


def test_a_bulk_publish_without_permission_to_approve_is_refused(seller):
    page = submitted(a_product(title="Old words"))
    assert f"“New words” cannot be published. {AWAITS}" in bulk_publish(seller, page)
    assert (live(page).title, workflow(page)) == ("Old words", "in_progress")


@pytest.mark.parametrize("group", [MODERATORS, CATALOGUE])
def test_a_bulk_publish_skips_a_rejected_draft(moderator, group):
    rejected = sent_back(a_product(title="Old words"), moderator)
    good = a_product(title="Plain")
    good.title = "Plain, and better"
    good.save_revision()
    page_text = bulk_publish(a_member(group), rejected, good)
    assert f"“New words” cannot be published. {SENT_BACK}" in page_text
    assert "1 page has been published" in page_text
    assert (live(rejected).title, workflow(rejected)) == ("Old words", "needs_changes")
    assert live(good).title == "Plain, and better"


def test_a_bulk_publish_of_an_index_page_skips_rejected_drafts_below_it(owner, moderator):
    rejected = sent_back(a_product(live=False), moderator)
    good = a_product(live=False)
    section = ProductIndexPage.objects.get()
    page_text = bulk_publish(owner, section, include_descendants="on")
    assert SENT_BACK in page_text
    assert (live(rejected).live, live(good).live) == (False, True)


def test_the_bulk_confirmation_lists_approvals_and_warnings(moderator):
    page = a_product(1000)
    page.price_pence = 2000
    submitted(page)
    rejected = sent_back(a_product(), moderator)
    shown = a_visitor(moderator).get(f"{BULK}?id={page.pk}&id={rejected.pk}&next=/admin/")
    page_text = html.unescape(shown.text)
    assert "awaits approval: publishing approves it" in page_text
    assert "£10.00 → £20.00. Is this intended?" in page_text
    assert f"/admin/pages/{page.pk}/revisions/compare/live...latest/" in page_text
    assert SENT_BACK in page_text


def test_publishing_in_the_form_approves_with_permission(owner):
    page = submitted(a_product())
    publish_by_form(owner, page)
    assert (live(page).title, workflow(page)) == ("New words", "approved")
    assert "wagtail.workflow.cancel" not in history(page)


def test_publishing_a_corrected_draft_approves_it(owner, moderator):
    page = sent_back(a_product(), moderator)
    publish_by_form(owner, page)
    assert (live(page).title, workflow(page)) == ("New words", "approved")


def test_publishing_in_the_form_without_permission_keeps_the_draft(seller, moderator):
    page = sent_back(a_product(title="Old words"), moderator)
    page_text = publish_by_form(seller, page)
    assert f"“New words” is saved as a draft and not published. {SENT_BACK}" in page_text
    assert (live(page).title, workflow(page)) == ("Old words", "needs_changes")


def test_the_form_hides_publish_without_permission(seller, owner, moderator):
    page = sent_back(a_product(), moderator)
    button = 'name="action-publish"'
    assert button not in a_visitor(seller).get(edit_address(page)).text
    assert button in a_visitor(owner).get(edit_address(page)).text
    assert button in a_visitor(seller).get(edit_address(a_product())).text


def test_the_home_page_is_published_by_approval_too(owner):
    home = submitted(HomePage.objects.get())
    publish_by_form(owner, home)
    assert (live(home).title, workflow(home)) == ("New words", "approved")


def test_scheduling_a_page_that_awaits_approval_approves_it(owner):
    page = a_product(title="Old words")
    page.save_revision().publish()
    submitted(live(page))
    at = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    fields = form_of(page.get_latest_revision_as_object())
    fields |= {"go_live_at": at, "action-publish": "action-publish"}
    a_visitor(owner).post(edit_address(page), fields)
    assert (live(page).title, workflow(page)) == ("Old words", "approved")
    assert page.revisions.filter(approved_go_live_at__isnull=False).count() == 1


def test_a_scheduled_revision_goes_live_and_keeps_a_later_workflow(moderator):
    page = a_product(title="Old words")
    page.title, page.go_live_at = "Scheduled words", timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    later = page.get_latest_revision_as_object()
    later.go_live_at = None
    submitted(later)
    past = timezone.now() - timedelta(minutes=1)
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        revision.approved_go_live_at = past
        revision.content = revision.content | {"go_live_at": past.isoformat()}
        revision.save()
    publish_scheduled()
    assert (live(page).title, workflow(page)) == ("Scheduled words", "in_progress")
    assert list(pages_awaiting_approval()) == [page.pk]


def test_an_import_does_not_change_a_page_in_a_workflow(moderator, tmp_path):
    waiting = submitted(a_product(title="Old words", sku="AUT-CC-901"))
    rejected = sent_back(a_product(title="Old words", sku="AUT-CC-902"), moderator)
    file = tmp_path / "rows.csv"
    file.write_text("sku,title\nAUT-CC-901,By file\nAUT-CC-902,By file\n")
    call_command("import_products", str(file), "--apply", "--skip-refused")
    assert {live(page).title for page in (waiting, rejected)} == {"Old words"}
    assert (workflow(waiting), workflow(rejected)) == ("in_progress", "needs_changes")


@pytest.mark.parametrize("user", [None, "seller"])
def test_publishing_by_code_without_approval_is_refused(user, seller):
    page = submitted(a_product(title="Old words"))
    with pytest.raises(ValidationError, match="It is awaiting “Moderators approval”"):
        page.get_latest_revision().publish(user=seller if user else None)
    assert (live(page).title, workflow(page)) == ("Old words", "in_progress")


def test_a_bulk_change_does_not_publish_a_page_in_a_workflow(owner):
    page = a_product(1000)
    page.get_workflow().start(page, a_member(MARKETING))  # as it is, without a change
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "set_featured"])
    data = {"featured": "yes", "publish": "on"}
    a_visitor(owner).post(f"{address}?id={page.pk}&next=/admin/", data)
    assert (live(page).featured, workflow(page)) == (False, "in_progress")


def test_publishing_is_refused_while_a_task_is_left_that_the_user_may_not_approve(moderator):
    page = submitted(a_product(title="Old words"))
    state = page.current_workflow_state
    second = state.workflow.tasks.get().specific.__class__.objects.create(name="Second look")
    WorkflowTask.objects.create(workflow=state.workflow, task=second, sort_order=9)
    assert "“Second look” is next in its workflow" in bulk_publish(moderator, page)
    assert (live(page).title, workflow(page)) == ("Old words", "in_progress")
    state.refresh_from_db()
    assert state.current_task_state.task != Task.objects.get(pk=second.pk)
