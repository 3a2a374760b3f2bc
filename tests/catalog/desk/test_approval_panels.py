"""Pages to approve, and the user's own pages in approval, on the admin's home page."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from catalog.desk.approval_panels import MAX_SHOWN, ApprovalsPanel, OwnRequestsPanel, own_requests
from tests.builders import a_member, a_product, a_user, a_visitor

pytestmark = pytest.mark.django_db


def submitted(user, title):
    page = a_product(title=f"{title} live", owner=user)
    page.title = title
    page.save_revision(user=user)
    return Workflow.objects.filter(active=True)[0].start(page, user)


def home(visitor) -> str:
    return visitor.get(reverse("wagtailadmin_home")).content.decode()


def test_the_latest_requests_are_shown_and_the_others_counted(owner):
    for number in range(MAX_SHOWN + 3):
        submitted(owner, f"Mat number {number:02}")
    html = home(a_visitor(owner))
    assert "Your pages in approval" in html
    assert f"Mat number {MAX_SHOWN + 2:02}" in html
    assert "Mat number 02:" not in html
    assert "3 more" in html


def test_requests_of_others_are_not_shown(owner):
    theirs = submitted(a_user("editor@example.com", is_staff=True), "A cloth")
    assert own_requests(owner) == []
    assert own_requests(theirs.requested_by) == [theirs]


def test_pages_of_the_user_that_somebody_else_submitted_are_shown(owner):
    state = submitted(owner, "A cloth")
    state.requested_by = a_user("editor@example.com", is_staff=True)
    state.save()
    assert own_requests(owner) == [state]


def test_a_page_sent_back_says_so(owner):
    state = submitted(owner, "A cloth")
    state.current_task_state.reject(user=owner, comment="Too short.")
    assert "<strong>changes requested</strong>" in home(a_visitor(owner))


def test_an_approved_page_is_not_shown(owner):
    state = submitted(owner, "A cloth")
    while state.current_task_state.status == "in_progress":
        state.current_task_state.approve(user=owner)
        state.refresh_from_db()
    assert own_requests(owner) == []


def test_the_number_of_queries_does_not_grow_with_the_requests(owner, django_assert_num_queries):
    for number in range(MAX_SHOWN):
        submitted(owner, f"Page {number}")
    ContentType.objects.get_for_model(Page)
    with django_assert_num_queries(1):
        OwnRequestsPanel(owner).render_html({})


def test_pages_to_approve_are_shown_with_buttons_the_oldest_first(owner):
    states = [submitted(owner, f"Mat number {number:02}") for number in range(MAX_SHOWN + 3)]
    html = home(a_visitor(owner))
    shown = re.findall(r"/workflow/action/(\d+)/approve/", html)
    assert list(dict.fromkeys(shown)) == [str(state.object_id) for state in states[:MAX_SHOWN]]


def test_the_home_page_makes_as_many_queries_for_two_requests_as_for_twelve(owner):
    visitor = a_visitor(owner)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            home(visitor)
        return len(captured)

    submitted(owner, "First")
    submitted(owner, "Second")
    queries()
    few = queries()
    for number in range(10):
        submitted(owner, f"Page {number}")
    assert queries() == few < 40


def test_each_task_of_a_workflow_is_shown_with_its_latest_status(owner):
    state = submitted(owner, "A cloth")
    second = GroupApprovalTask.objects.create(name="Prices")
    WorkflowTask.objects.create(workflow=state.workflow, task=second, sort_order=9)
    request = RequestFactory().get("/")
    request.user = owner
    context = ApprovalsPanel().get_context_data({"request": request, "csrf_token": ""})
    [panel] = context["states"]
    first = state.current_task_state.task.name
    shown = [(task.name, task.status_display) for task in panel["workflow_tasks"]]
    assert shown == [(first, "In progress"), ("Prices", "Not started")]


def test_an_editor_has_links_to_the_pages_that_may_be_edited(owner):
    editor = a_member("Marketing Editors")
    state = submitted(editor, "A cloth")
    assert f'/admin/pages/{state.object_id}/edit/">A cloth</a>' in home(a_visitor(editor))
