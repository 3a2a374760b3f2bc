"""Approval outside the edit form shows the warnings and refuses broken rules."""

import html

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from catalog.models import BundlePage, ProductPage
from tests.builders import a_bundle, a_picture, a_product, a_user, a_visitor

pytestmark = pytest.mark.django_db

WARNING = "£10.00 → £20.00. Is this intended?"
BROKEN = "A bundle needs at least 3 different products; this one has 2."


@pytest.fixture
def moderator():
    user = a_user()
    user.groups.add(Group.objects.get(name="Moderators"))
    return a_visitor(user)


def submitted(page, owner):
    page.save_revision()
    page.get_workflow().start(page, owner)
    return page.current_workflow_task_state


def an_expensive_draft(owner):
    wax = a_product(1000)
    wax.price_pence = 2000
    return wax, submitted(wax, owner)


def a_set_without_a_part(owner):
    parts = [a_product() for _ in range(3)]
    bundle = a_bundle(*parts, title="First Wash")
    bundle.title = "Second Wash"
    state = submitted(bundle, owner)
    ProductPage.objects.get(pk=parts[0].pk).delete()
    return bundle, state


def address(page, state, action="approve", name="workflow_action") -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk, action, state.pk])


@pytest.mark.parametrize("name", ["workflow_action", "collect_workflow_action_data"])
def test_the_comment_dialogue_shows_the_warnings(moderator, owner, name):
    wax, state = an_expensive_draft(owner)
    shown = moderator.get(address(wax, state, name=name)).json()["html"]
    assert WARNING in html.unescape(shown)


@pytest.mark.parametrize("name", ["workflow_action", "collect_workflow_action_data"])
def test_requesting_changes_shows_no_warnings(moderator, owner, name):
    wax, state = an_expensive_draft(owner)
    shown = moderator.get(address(wax, state, "reject", name=name)).json()["html"]
    assert "Before this goes live" not in shown


def test_approving_on_the_dashboard_shows_the_warnings_first(moderator, owner):
    wax, state = an_expensive_draft(owner)
    answer = moderator.post(address(wax, state), {"next": "/admin/"})
    assert WARNING in html.unescape(answer.content.decode())
    assert ProductPage.objects.get().price_pence == 1000
    answer = moderator.post(address(wax, state), {"next": "/admin/", "warnings_seen": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert ProductPage.objects.get().price_pence == 2000


def test_a_draft_without_warnings_is_approved_with_one_click(moderator, owner):
    picture = a_picture()
    picture.description = "A tin of wax."
    picture.save()
    wax = a_product(1000, image=picture, image_ready=True, net_amount=500, net_measure="ml")
    wax.price_pence = 1100
    moderator.post(address(wax, submitted(wax, owner)))
    assert ProductPage.objects.get().price_pence == 1100


def test_the_warnings_are_about_the_version_that_is_approved(moderator, owner):
    wax, state = an_expensive_draft(owner)
    wax.price_pence = 1000
    wax.save_revision()
    shown = moderator.get(address(wax, state)).json()["html"]
    assert WARNING in html.unescape(shown)


def test_a_bundle_without_one_of_its_parts_is_refused_with_the_reason(moderator, owner):
    bundle, state = a_set_without_a_part(owner)
    answer = moderator.post(address(bundle, state), {"warnings_seen": "1"}, follow=True)
    assert answer.status_code == 200
    assert BROKEN in html.unescape(answer.content.decode())
    state.refresh_from_db()
    assert (BundlePage.objects.get().title, state.status) == ("First Wash", "in_progress")


def test_the_comment_dialogue_redirects_after_a_refusal(moderator, owner):
    bundle, state = a_set_without_a_part(owner)
    answer = moderator.post(
        address(bundle, state),
        {"warnings_seen": "1", "next": "/admin/"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.json() == {"step": "success", "redirect": "/admin/"}
    assert BundlePage.objects.get().title == "First Wash"


def test_a_bulk_publish_refuses_the_invalid_page_and_publishes_the_others(owner):
    bundle, _ = a_set_without_a_part(owner)
    wax = a_product(1000)
    wax.price_pence = 1100
    wax.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = a_visitor(owner).post(f"{url}?id={bundle.pk}&id={wax.pk}&next=/admin/", follow=True)
    text = html.unescape(answer.content.decode())
    assert f"“Second Wash” cannot be published. {BROKEN}" in text
    assert BundlePage.objects.get().title == "First Wash"
    assert ProductPage.objects.get(pk=wax.pk).price_pence == 1100
