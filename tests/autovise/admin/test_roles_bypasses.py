"""Bypasses of the form: old revisions, autosave, the workflow, the preview and the admin's API.

Whoever may not change how something is sold can neither bring in a price that way nor bring one
back.
"""

import pytest
from wagtail.models import Page

from catalog.models import BundlePage, ProductPage, Tag
from tests.autovise.admin.roles_table import (
    CATALOGUE,
    MARKETING,
    MODERATORS,
    OWNER,
    PUBLISHERS,
    SELLERS,
    at,
    client_as,
    edit_address,
    form_of,
    latest,
    live,
)
from tests.builders import a_bundle, a_product

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

COPY_WRITERS = [MARKETING, MODERATORS]
EDITORS = [CATALOGUE, MARKETING, MODERATORS, OWNER]


def a_product_that_was_cheap(**fields) -> tuple[ProductPage, int]:
    """Sold at £12.99 today; the number of its revision from when it was £1 and called “Old”."""
    product = a_product(1299, title="Wheel Cleaner", **fields)
    product.title, product.price_pence = "Old", 100
    old = product.save_revision()
    product.title, product.price_pence = "Wheel Cleaner", 1299
    product.save_revision()
    return product, old.pk


def revert_address(page: Page, revision: int) -> str:
    address = f"/admin/pages/{page.pk}/revisions/{revision}/revert/"
    return at(address, "wagtailadmin_pages:revisions_revert")


@pytest.mark.parametrize("role", EDITORS)
def test_reverting_restores_the_price_only_with_permission(role):
    product, old = a_product_that_was_cheap()
    fields = form_of(product, title="Old", price_pence="1.00")
    client_as(role).post(revert_address(product, old), fields)
    assert latest(product).title == "Old"
    assert latest(product).price_pence == (100 if role in SELLERS else 1299)


@pytest.mark.parametrize("role", COPY_WRITERS)
def test_the_form_of_an_old_revision_shows_its_content(role):
    product, old = a_product_that_was_cheap()
    page = client_as(role).get(revert_address(product, old)).context["page"]
    assert (page.title, page.price_pence) == ("Old", 1299)


@pytest.mark.parametrize("role", sorted(PUBLISHERS))
def test_publishing_an_old_revision_restores_the_price_only_with_permission(role):
    product, old = a_product_that_was_cheap()
    fields = form_of(product, title="Old", price_pence="1.00") | {"action-publish": "1"}
    client_as(role).post(revert_address(product, old), fields)
    assert live(product).title == "Old"
    assert live(product).price_pence == (100 if role in SELLERS else 1299)


@pytest.mark.parametrize("role", COPY_WRITERS)
def test_reverting_does_not_restore_the_price_of_an_unpublished_page(role):
    product, old = a_product_that_was_cheap(live=False)
    client_as(role).post(revert_address(product, old), form_of(product, title="Old"))
    assert (live(product).title, live(product).price_pence) == ("Old", 1299)


@pytest.mark.parametrize("role", COPY_WRITERS)
def test_reverting_does_not_restore_tags_slug_or_dates(role):
    product, _ = a_product_that_was_cheap()
    gift = Tag.objects.create(name="Gift", slug="gift")
    product.tags, product.slug, product.featured = [gift], "free", True
    old = product.save_revision()
    product.tags, product.slug, product.featured = [], "wheel-cleaner", False
    product.save_revision()
    client_as(role).post(revert_address(product, old.pk), form_of(product, title="Old"))
    draft = latest(product)
    assert (draft.title, draft.slug, draft.featured) == ("Old", "wheel-cleaner", False)
    assert list(draft.tags.all()) == []


@pytest.mark.parametrize("role", EDITORS)
def test_reverting_a_bundle_restores_parts_and_discount_only_with_permission(role):
    bundle = a_bundle(discount=10)
    parts = list(bundle.parts.all())
    for part in parts:
        part.quantity = 9
    bundle.parts, bundle.discount_percentage = parts, 90
    old = bundle.save_revision()
    fields = form_of(bundle, title="Old", discount_percentage="90")
    BundlePage.objects.get(pk=bundle.pk).save_revision()
    client_as(role).post(revert_address(bundle, old.pk), fields)
    draft = latest(bundle)
    assert draft.title == "Old"
    expected = (90, [9, 9, 9]) if role in SELLERS else (10, [1, 1, 1])
    assert (draft.discount_percentage, [p.quantity for p in draft.parts.all()]) == expected


@pytest.mark.parametrize("role", COPY_WRITERS)
def test_a_price_in_the_draft_is_kept(role):
    product = a_product(1299)
    product.price_pence = 1499
    product.save_revision()
    fields = form_of(product, title="Another title", price_pence="12.99")
    client_as(role).post(edit_address(product), fields)
    assert (latest(product).title, latest(product).price_pence) == ("Another title", 1499)
    assert live(product).price_pence == 1299


def autosave(visitor, product: ProductPage, **fields):
    headers = {"accept": "application/json"}
    return visitor.post(edit_address(product), form_of(product, **fields), headers=headers)


@pytest.mark.parametrize("role", EDITORS)
def test_autosave_changes_a_price_only_with_permission(role):
    product = a_product(1299)
    response = autosave(client_as(role), product, title="Another title", price_pence="0.01")
    assert response.json()["success"] is True
    assert latest(product).title == "Another title"
    assert latest(product).price_pence == (1 if role in SELLERS else 1299)


@pytest.mark.parametrize("role", COPY_WRITERS)
def test_autosave_over_an_own_draft_does_not_change_the_price(role):
    product, visitor = a_product(1299), client_as(role)
    first = autosave(visitor, product, title="Another title").json()["revision_id"]
    fields = {"overwrite_revision_id": str(first), "price_pence": "0.01"}
    autosave(visitor, product, title="A third title", **fields)
    assert product.revisions.count() == 2
    assert (latest(product).title, latest(product).price_pence) == ("A third title", 1299)


@pytest.mark.parametrize("role", COPY_WRITERS)
def test_autosave_does_not_overwrite_the_draft_of_another_editor(role):
    product = a_product(1299)
    product.price_pence = 1499
    other = product.save_revision()
    autosave(client_as(role), product, overwrite_revision_id=str(other.pk), price_pence="12.99")
    assert latest(product).price_pence == 1499


def test_a_moderator_may_change_the_content_but_not_the_price_on_approval():
    product, visitor = a_product(1299), client_as(MODERATORS)
    product.save_revision()
    product.get_workflow().start(product, None)
    fields = form_of(product, title="Better words", price_pence="0.01") | {
        "action-workflow-action": "1",
        "workflow-action-name": "approve",
    }
    visitor.post(edit_address(product), fields)
    assert (live(product).title, live(product).price_pence) == ("Better words", 1299)


def test_marketing_cannot_change_the_price_when_resubmitting():
    product, visitor = a_product(1299), client_as(MARKETING)
    visitor.post(edit_address(product), form_of(product) | {"action-submit": "1"})
    moderator = client_as(MODERATORS)
    product = live(product)
    state = product.current_workflow_task_state
    moderator.post(f"/admin/pages/workflow/action/{product.pk}/reject/{state.pk}/")
    fields = form_of(product, title="Better words", price_pence="0.01")
    visitor.post(edit_address(product), fields | {"action-submit": "1"})
    assert (latest(product).title, latest(product).price_pence) == ("Better words", 1299)


@pytest.mark.parametrize("role", EDITORS)
def test_the_preview_uses_a_posted_price_only_with_permission(role):
    product, visitor = a_product(1299), client_as(role)
    address = f"/admin/pages/{product.pk}/edit/preview/"
    at(address, "wagtailadmin_pages:preview_on_edit")
    visitor.post(address, form_of(product, price_pence="77.77"))
    shown = visitor.get(address).content.decode()
    assert ("77.77" in shown) is (role in SELLERS)
    assert ("12.99" in shown) is (role not in SELLERS)


ACTIONS = {
    "revert_to_page_revision": {},
    "copy": {"keep_live": "false", "slug": "a-copy"},
    "create_alias": {"update_slug": "an-alias"},
    "move": {},
    "delete": {},
    "unpublish": {},
    "publish": {},
}


@pytest.mark.parametrize("role", EDITORS)
@pytest.mark.parametrize("action", ACTIONS)
def test_the_admin_api_is_read_only(role, action):
    product, old = a_product_that_was_cheap()
    fields = ACTIONS[action] | {"revision_id": old, "destination_page_id": 1}
    address = f"/admin/api/main/pages/{product.pk}/action/{action}/"
    at(address, "wagtailadmin_api:pages:action")
    response = client_as(role).post(address, fields, content_type="application/json")
    assert response.status_code == 404
    assert latest(product).price_pence == 1299
    assert ProductPage.objects.live().count() == 1


def test_the_author_of_a_draft_cannot_delete_it_without_permission():
    product, visitor = a_product(1299, live=False), client_as(MARKETING)
    Page.objects.filter(pk=product.pk).update(owner=visitor.session["_auth_user_id"])
    response = visitor.post(f"/admin/pages/{product.pk}/delete/")
    assert response.status_code in (302, 403)
    assert Page.objects.filter(pk=product.pk).exists()
