"""History and editor treat imported products like all others."""

import pytest
from django.urls import reverse
from wagtail.models import ReferenceIndex

from catalog.models import ProductPage
from tests.autovise.admin.roles_table import edit_address, form_of
from tests.catalog.imports.bulk.builders import PLAIN

pytestmark = pytest.mark.django_db


def history(desk, page: ProductPage):
    return desk.get(reverse("wagtailadmin_pages:history", args=[page.pk]))


def test_the_history_shows_each_page_created_and_published_by_its_author(imported, desk, owner):
    pages = imported(PLAIN | {"sku": "AUT-XX-701"}, PLAIN | {"sku": "AUT-XX-702"}, user=owner)
    for page in pages:
        entries = history(desk, page).context["object_list"]
        assert [(entry.action, entry.user) for entry in entries] == [
            ("wagtail.publish", owner),
            ("wagtail.edit", owner),
            ("wagtail.create", owner),
        ]


def test_the_first_version_can_be_restored_after_an_edit(imported, desk):
    [page] = imported(PLAIN | {"sku": "AUT-XX-701"})
    first = page.latest_revision_id
    publish = {"action-publish": "action-publish"}
    desk.post(edit_address(page), form_of(page) | {"title": "Edited"} | publish)
    page = ProductPage.objects.get(pk=page.pk)
    assert (page.title, page.live) == ("Edited", True)
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first])
    assert revert in history(desk, page).text
    assert 'value="Thing"' in desk.get(revert).text
    fields = form_of(page, title="Thing", price_pence="5.00", revision=str(first))
    desk.post(edit_address(page), fields | publish)
    page.refresh_from_db()
    assert (page.title, page.price_pence, page.latest_revision_id > first) == ("Thing", 500, True)


def columns(page: ProductPage) -> dict:
    left_out = {"last_published_at", "latest_revision", "latest_revision_created_at",
                "live_revision"}  # fmt: skip
    return {
        field.name: field.value_to_string(page)
        for field in page._meta.concrete_fields
        if field.name not in left_out
    }


def test_publishing_in_the_admin_without_an_edit_changes_nothing(imported, desk):
    [page] = imported(PLAIN | {"sku": "AUT-XX-701", "stock": "3"})
    before = columns(page)
    references = set(_references(page))
    content = page.latest_revision.content
    fields = form_of(page, price_pence="5.00") | {"action-publish": "action-publish"}
    desk.post(edit_address(page), fields)
    page = ProductPage.objects.get(pk=page.pk)
    assert page.revisions.count() == 2
    assert columns(page) == before
    assert set(_references(page)) == references != set()
    assert set(page.latest_revision.content) == set(content)


def _references(page: ProductPage):
    found = ReferenceIndex.get_references_for_object(page)
    return found.values_list("to_content_type", "to_object_id", "content_path")
