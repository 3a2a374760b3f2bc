"""The admin's pages of mail wordings: who may change them, what is stored, previews, history."""

import pytest
from django.test import Client
from django.urls import reverse

from checkout.notifications.wordings import CONFIRMATION, DISPATCH
from outbox.models import MailWording
from outbox.wordings import registered_wordings
from tests.builders import a_customer, a_member, a_visitor

pytestmark = pytest.mark.django_db

LIST = "/admin/snippets/outbox/mailwording/"


@pytest.fixture
def desk(owner) -> Client:
    return a_visitor(owner)


def row_of(wording) -> MailWording:
    return MailWording.objects.get(name=wording.name)


def form_of(wording, **changed) -> dict[str, str]:
    words = {part: getattr(wording, part) for part in MailWording.WORDS}
    return words | changed


def edit_url(wording) -> str:
    return f"{LIST}edit/{row_of(wording).pk}/"


def test_the_list_names_every_wording_in_the_order_of_registration(desk):
    rows = [row.name for row in desk.get(LIST).context["object_list"]]
    assert rows == list(registered_wordings())


def test_the_form_shows_the_standard_words_and_the_placeholders(desk):
    page = desk.get(edit_url(DISPATCH)).text
    assert DISPATCH.heading in page
    assert "{parcel}: the carrier and the tracking number" in page


def test_the_form_saves_nothing_by_itself(desk):
    page = desk.get(edit_url(DISPATCH))
    assert page.context["autosave_enabled"] is False
    assert "Autosave" not in page.text


def test_standard_words_are_stored_as_unchanged(desk):
    heading = "It is on its way!"
    text = DISPATCH.text.replace("\n", "\r\n")
    desk.post(edit_url(DISPATCH), form_of(DISPATCH, heading=heading, text=text))
    row = row_of(DISPATCH)
    assert (row.subject, row.heading, row.text) == ("", heading, "")


def test_an_emptied_field_has_the_standard_words_again(desk):
    MailWording.objects.filter(name=DISPATCH.name).update(heading="Gone!")
    desk.post(edit_url(DISPATCH), form_of(DISPATCH, heading=""))
    assert row_of(DISPATCH).changed == {}


def test_an_unknown_placeholder_is_refused_with_its_name(desk):
    answer = desk.post(edit_url(DISPATCH), form_of(DISPATCH, text="Hello {nmae}"))
    assert "{nmae} is not a placeholder of this mail." in answer.text
    assert row_of(DISPATCH).changed == {}


@pytest.mark.parametrize(
    "wording", registered_wordings().values(), ids=lambda wording: wording.name
)
@pytest.mark.parametrize("mode", ["html", "txt"])
def test_every_mail_has_a_preview_with_a_sample(desk, wording, mode):
    url = f"{LIST}preview/{row_of(wording).pk}/"
    desk.post(url, form_of(wording, subject="A new one", heading="Seen before it is saved"))
    page = desk.get(f"{url}?mode={mode}").text
    assert "Subject:" in page
    assert "A new one" in page
    assert "Seen before it is saved" in page
    assert "{" not in page.split("<body")[-1]
    assert row_of(wording).changed == {}


def test_a_change_can_be_taken_back_from_the_history(desk):
    desk.post(edit_url(CONFIRMATION), form_of(CONFIRMATION, heading="Thanks!"))
    first = row_of(CONFIRMATION).latest_revision
    desk.post(edit_url(CONFIRMATION), form_of(CONFIRMATION, heading="Cheers!"))
    history = desk.get(f"{LIST}history/{row_of(CONFIRMATION).pk}/")
    assert history.status_code == 200
    old = desk.get(f"{LIST}history/{row_of(CONFIRMATION).pk}/revisions/{first.pk}/revert/")
    assert "Thanks!" in old.text


@pytest.mark.parametrize(
    ("group", "allowed"), [("Marketing Editors", True), ("Catalog Editors", False), (None, False)]
)
def test_marketing_editors_change_the_words(group, allowed):
    client = a_visitor(a_member(group) if group else a_customer())
    client.post(edit_url(DISPATCH), form_of(DISPATCH, heading="Off it goes"))
    assert row_of(DISPATCH).changed == ({"heading": "Off it goes"} if allowed else {})


@pytest.mark.parametrize("path", ["add/", "delete/1/", "copy/1/"])
def test_nobody_adds_copies_or_deletes_a_wording(desk, path):
    before = set(MailWording.objects.values_list("name", flat=True))
    assert desk.post(LIST + path, form_of(DISPATCH)).status_code in (302, 404)
    assert set(MailWording.objects.values_list("name", flat=True)) == before


def test_wordings_are_not_deleted_in_bulk(desk):
    bulk = reverse("wagtail_bulk_action", args=["outbox", "mailwording", "delete"])
    desk.post(f"{bulk}?id={row_of(DISPATCH).pk}&next={LIST}")
    assert row_of(DISPATCH)
