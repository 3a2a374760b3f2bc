"""A decision that is sent twice is made once, on every path."""

import html

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry, TaskState

from catalog.models import ProductIndexPage, ProductPage
from home.models import HomePage
from tests.autovise.admin.roles_table import CATALOGUE, MODERATORS, client_as, edit_address, form_of
from tests.builders import a_bundle, a_product

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

JSON = {"accept": "application/json"}
XHR = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture(params=["product", "bundle", "section", "home"])
def page(request, owner):
    makes = {"product": a_product, "bundle": a_bundle}
    makes |= {"section": ProductIndexPage.objects.get, "home": HomePage.objects.get}
    page = makes[request.param]()
    page.save_revision()
    page.get_workflow().start(page, owner)
    return page


@pytest.fixture
def moderator(db):
    return client_as(MODERATORS)


def decision(page, action="reject") -> dict:
    fields = form_of(page) if hasattr(page, "sku") else _fields_of_a_section(page)
    return fields | {
        "action-workflow-action": "true",
        "workflow-action-name": action,
        "workflow-action-extra-data": '{"comment": "Too dear"}',
    }


def _fields_of_a_section(page) -> dict:
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    fields = {f"comments-{name}": value for name, value in empty.items()}
    return fields | {
        "title": page.title,
        "slug": page.slug,
        "introduction": getattr(page, "introduction", ""),
        "heading": getattr(page, "heading", ""),
        "body-count": 0,
    }


def decisions(page, action="reject") -> int:
    entries = PageLogEntry.objects.filter(page=page.pk, action=f"wagtail.workflow.{action}")
    return entries.count()


def test_a_request_for_changes_sent_twice_is_made_once_with_a_warning(page, moderator):
    first = moderator.post(edit_address(page), decision(page))
    second = moderator.post(edit_address(page), decision(page), follow=True)
    assert (first.status_code, second.status_code) == (302, 200)
    assert "it was decided meanwhile" in html.unescape(second.text)
    assert decisions(page) == 1


def test_autosave_makes_no_decision(page, moderator):
    answer = moderator.post(edit_address(page), decision(page), headers=JSON)
    assert answer.status_code == 200
    assert decisions(page) == 0
    assert page.current_workflow_task_state.status == "in_progress"


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_autosave_does_not_publish_or_submit(action):
    page = a_product(title="As it is")
    fields = form_of(page, title="Half a word") | {action: action}
    answer = client_as(CATALOGUE).post(edit_address(page), fields, headers=JSON)
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    page = ProductPage.objects.get()
    assert (page.title, page.current_workflow_state) == ("As it is", None)


def test_a_decision_made_elsewhere_after_validation_is_not_repeated(page, moderator, monkeypatch):
    """Decide in another session between the view's two reads of the workflow."""
    looks = []
    get_actions = type(page.current_workflow_task).get_actions

    def decide_meanwhile(task, obj, user):
        looks.append(task)
        if len(looks) == 1:
            allowed = get_actions(task, obj, user)
            TaskState.objects.get(status="in_progress").reject(user=user)
            return allowed
        return get_actions(task, obj, user)

    monkeypatch.setattr(type(page.current_workflow_task), "get_actions", decide_meanwhile)
    answer = moderator.post(edit_address(page), decision(page), follow=True)
    assert answer.status_code == 200
    assert "it was decided meanwhile" in html.unescape(answer.text)
    assert decisions(page) == 1


@pytest.mark.parametrize("headers", [None, XHR])
def test_a_decision_on_the_dashboard_is_made_once(page, moderator, headers):
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk])
    for _ in range(2):
        answer = moderator.post(
            address, {"comment": "Too dear", "next": "/admin/"}, headers=headers
        )
        assert answer.status_code in (200, 302)
    assert decisions(page) == 1
