"""Approving and drawing the chosen pictures: for each page what the user may do there."""

import html

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageLogEntry

from catalog.desk.pictures.approval import APPROVED_ACTION, Approval, approve_picture
from catalog.models import ProductPage
from catalog.packshots.pictures import draw_packshot
from jobs.queues import Queue
from tests.builders import a_bundle, a_member, a_picture, a_product, a_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


def approve(visitor, *pages, **data):
    data = {"page": [page.pk for page in pages]} | data
    return visitor.post(reverse("approve_pictures"), data, follow=True)


def draw(visitor, *pages):
    return visitor.post(
        reverse("draw_missing_pictures"), {"page": [page.pk for page in pages]}, follow=True
    )


def again(page):
    return type(page).objects.get(pk=page.pk)


def said(answer) -> list[str]:
    return [html.unescape(str(message)) for message in answer.context["messages"]]


def queued():
    return DBTaskResult.objects.filter(task_path__endswith="draw_picture")


def entries(page):
    return PageLogEntry.objects.filter(page=page.pk, action=APPROVED_ACTION)


def test_chosen_pictures_are_approved_and_logged_on_each_page(editor, owner):
    wax, foam = a_product(image=a_picture()), a_product(image=a_picture())
    bundle = a_bundle(image=a_picture())
    other = a_product(image=a_picture())
    assert said(approve(editor, wax, foam, bundle)) == ["3 pictures approved."]
    for page in (wax, foam, bundle):
        assert again(page).image_ready
        assert entries(page).get().user == owner
        history = editor.get(reverse("wagtailadmin_pages:history", args=[page.pk])).text
        assert "Picture approved" in history
    assert not again(other).image_ready
    assert not entries(other).exists()


def test_approving_is_no_edit_and_holds_when_the_draft_is_published(editor):
    wax = a_product(image=a_picture())
    wax.description = "A better text."
    wax.save_revision()
    revisions = wax.revisions.count()
    approve(editor, wax)
    stored = again(wax)
    assert stored.revisions.count() == revisions
    assert stored.description != "A better text."
    assert stored.has_unpublished_changes
    stored.latest_revision.publish()
    assert (again(wax).description, again(wax).image_ready) == ("A better text.", True)


def test_another_picture_in_the_draft_is_not_approved(editor):
    wax = a_product(image=a_picture())
    wax.image = a_picture()
    wax.save_revision()
    approve(editor, wax)
    assert again(wax).image_ready
    assert not again(wax).get_latest_revision_as_object().image_ready


def test_a_picture_that_was_replaced_meanwhile_is_not_approved(owner):
    wax = a_product(image=a_picture())
    ProductPage.objects.filter(pk=wax.pk).update(image=a_picture())
    assert approve_picture(wax, user=owner) is Approval.CHANGED_MEANWHILE
    assert not again(wax).image_ready
    assert not entries(wax).exists()


def test_pages_without_a_picture_and_approved_ones_are_counted(editor):
    none, ready = a_product(), a_product(image=a_picture(), image_ready=True)
    new = a_product(image=a_picture())
    assert said(approve(editor, none, ready, new)) == [
        "1 picture approved.",
        "1 picture not changed: there is no picture.",
        "1 picture approved before.",
    ]
    assert not again(none).image_ready
    assert not entries(ready).exists()


def test_who_may_not_publish_a_page_cannot_approve_its_picture():
    wax = a_product(image=a_picture())
    visitor = a_visitor(a_member("Marketing Editors"))
    expected = ["1 picture not changed: you may not publish the page."]
    assert said(approve(visitor, wax)) == expected
    assert not again(wax).image_ready
    assert said(draw(visitor, a_product())) == expected
    assert not queued().exists()


def test_without_a_choice_nothing_is_changed_and_the_filter_is_kept(editor):
    a_product(image=a_picture())
    answer = approve(editor, query="picture=pending&p=1", page=["x", "99999999999", ""])
    assert said(answer) == ["Nothing was changed: choose pictures first."]
    assert answer.redirect_chain == [(f"{reverse('show_pictures')}?picture=pending&p=1", 302)]


def test_missing_pictures_are_drawn_by_the_worker(editor, run_tasks):
    wax, photographed = a_product(), a_product(image=a_picture())
    assert said(draw(editor, wax, photographed)) == [
        "1 picture will be drawn in the next minutes.",
        "1 picture not drawn: the page has one.",
    ]
    task = queued().get()
    assert task.queue_name == Queue.PICTURES
    assert again(wax).image is None
    assert "draw_picture" in run_tasks()
    assert again(wax).image.is_drawn
    assert not again(photographed).image.is_drawn


def test_the_task_of_a_deleted_page_does_nothing(editor, run_tasks):
    wax = a_product()
    draw(editor, wax)
    again(wax).delete()
    assert run_tasks() == ["draw_picture"]


def test_a_drawn_picture_can_be_approved_and_needs_a_look_when_drawn_again(editor):
    wax = a_product()
    draw_packshot(wax)
    approve(editor, wax)
    assert again(wax).image_ready
    ProductPage.objects.filter(pk=wax.pk).update(tier="pro")
    draw_packshot(again(wax))
    assert not again(wax).image_ready


@pytest.mark.parametrize("name", ["approve_pictures", "draw_missing_pictures"])
def test_changes_are_posted(editor, name):
    assert editor.get(reverse(name)).status_code == 405
