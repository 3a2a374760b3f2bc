"""A page's history shows its changes and offers to revert to each version."""

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from catalog.imports.runner import Import, ImportOptions
from catalog.models import ProductPage
from tests.autovise.admin.roles_table import edit_address, form_of
from tests.builders import a_category, a_product, a_type, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner_at_the_desk(owner):
    return a_visitor(owner)


def bulk(visitor, action: str, pages, kind="wagtailcore/page", **data):
    ids = "&".join(f"id={page.pk}" for page in pages)
    answer = visitor.post(f"/admin/bulk/{kind}/{action}/?{ids}&next=/admin/", data)
    assert answer.status_code == 302


def history(visitor, page) -> str:
    return visitor.get(reverse("wagtailadmin_pages:history", args=[page.pk])).text


def actions(visitor, page) -> list[str]:
    shown = visitor.get(reverse("wagtailadmin_pages:history", args=[page.pk]))
    return [entry.action for entry in shown.context["object_list"]]


CHANGES = {
    "set_featured": ({"featured": "yes"}, "wagtail.edit"),
    "publish": ({}, "wagtail.publish"),
    "unpublish": ({}, "wagtail.unpublish"),
}


@pytest.mark.parametrize("action", CHANGES)
def test_a_bulk_change_is_in_the_history_of_each_page(owner_at_the_desk, action):
    pages = [a_product() for _ in range(3)]
    data, written = CHANGES[action]
    bulk(owner_at_the_desk, action, pages, **data)
    assert [written in actions(owner_at_the_desk, page) for page in pages] == [True] * 3


def test_a_bulk_price_change_can_be_reverted_for_each_page(owner_at_the_desk):
    pages = [a_product(1000 + n) for n in range(3)]
    shown = {str(page.pk): page.price_pence for page in pages}
    data = {"direction": "up", "percent": "10", "publish": "on"}
    bulk(owner_at_the_desk, "change_price", pages, **data, shown=str(shown).replace("'", '"'))
    for page in pages:
        [revision] = page.revisions.order_by("-pk")[:1]
        assert f"/revisions/{revision.pk}/view/" in history(owner_at_the_desk, page)


def test_a_bulk_deletion_is_in_the_log_of_each_page(owner_at_the_desk):
    bulk(owner_at_the_desk, "delete", [a_product() for _ in range(3)])
    deleted = PageLogEntry.objects.filter(action="wagtail.delete")
    assert deleted.latest_by_uuid_and_action().count() == deleted.count() == 3


def test_entries_of_one_page_that_one_request_made_share_an_id(owner_at_the_desk):
    page = a_product()
    fields = form_of(page) | {"title": "Another", "action-publish": "action-publish"}
    owner_at_the_desk.post(edit_address(page), fields)
    ids = PageLogEntry.objects.filter(page=page.pk, uuid__isnull=False).values_list(
        "uuid", flat=True
    )
    assert (len(ids) > 1, len(set(ids))) == (True, 1)


def test_repeated_autosaves_are_one_entry(owner_at_the_desk):
    page = a_product()
    headers = {"accept": "application/json"}
    first = owner_at_the_desk.post(
        edit_address(page), form_of(page) | {"title": "One"}, headers=headers
    ).json()
    fields = form_of(page) | {"title": "Two", "overwrite_revision_id": first["revision_id"]}
    owner_at_the_desk.post(edit_address(page), fields, headers=headers)
    assert actions(owner_at_the_desk, page).count("wagtail.edit") == 1


def imported(tmp_path, price: str) -> ProductPage:
    a_type("Wax")
    a_category("cleaning", "Cleaning")
    file = tmp_path / "rows.csv"
    file.write_text(
        "sku,title,tier,price,product_type,category,description\n"
        f"AUT-CC-901,Wax,Standard,{price},Wax,cleaning,A hard wax.\n"
    )
    task = Import(ImportOptions(file))
    report = task.check()
    assert report.refused == 0, report.lines
    task.write()
    return ProductPage.objects.get(sku_claim="AUT-CC-901")


def test_the_first_price_of_an_imported_product_can_be_rolled_back(owner_at_the_desk, tmp_path):
    page = imported(tmp_path, "10.00")
    first = page.latest_revision_id
    assert imported(tmp_path, "12.00").price_pence == 1200
    revert_url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first])
    assert revert_url in history(owner_at_the_desk, page)
    form = owner_at_the_desk.get(revert_url)
    assert 'value="10.00"' in form.text
    fields = form_of(page) | {"price_pence": "10.00", "revision": str(first)}
    owner_at_the_desk.post(edit_address(page), fields | {"action-publish": "action-publish"})
    page.refresh_from_db()
    assert page.price_pence == 1000


def test_the_first_price_of_a_copy_can_be_rolled_back(owner_at_the_desk):
    page = a_product(1000)
    fields = {"new_title": "Copy", "new_slug": "copy", "sku": "AUT-CC-902"}
    fields |= {"new_parent_page": page.get_parent().pk, "publish_copies": "on"}
    owner_at_the_desk.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), fields)
    copy = ProductPage.objects.get(slug="copy")
    first = copy.latest_revision_id
    copy.price_pence = 1200
    copy.save_revision().publish()
    revert_url = reverse("wagtailadmin_pages:revisions_revert", args=[copy.pk, first])
    assert revert_url in history(owner_at_the_desk, copy)
