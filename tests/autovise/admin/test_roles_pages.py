"""Roles × actions on pages: publish, schedule, move, copy, delete."""

from datetime import UTC, datetime

import pytest
from wagtail.models import Page, PageViewRestriction, TaskState, WorkflowState

from catalog.models import BundleIndexPage, BundlePage, ProductIndexPage, ProductPage
from home.models import ContentPage
from tests.autovise.admin.roles_table import (
    APPROVERS,
    EDITORS,
    OF_CONTENT,
    OWNER,
    PUBLISHERS,
    SELLERS,
    Action,
    Desk,
    at,
    cells,
    check_cell,
    edit_address,
    form_of,
    latest,
    live,
)
from tests.builders import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def pages(page: Page, verb: str, name: str = "") -> str:
    return at(f"/admin/pages/{page.pk}/{verb}/", f"wagtailadmin_pages:{name or verb}")


def save_with(action: str, page: str, **changed):
    """Save this page and press another button than “Save draft”."""

    def do(visitor, desk):
        what = getattr(desk, page)
        fields = {"title": "Pressed", action: "1"} | changed
        return visitor.post(edit_address(what), form_of(what, **fields))

    return do


def is_gone(page: Page) -> bool:
    return not Page.objects.filter(pk=page.pk).exists()


def bulk(verb: str, page: str, **fields):
    def do(visitor, desk):
        what = getattr(desk, page)
        address = at(f"/admin/bulk/wagtailcore/page/{verb}/?id={what.pk}", "wagtail_bulk_action")
        return visitor.post(address, fields | {"id": str(what.pk)})

    return do


def submit(desk: Desk) -> TaskState:
    """Submit a draft of the product for approval."""
    desk.product.title = "To be approved"
    desk.product.save_revision()
    desk.product.get_workflow().start(desk.product, a_user())
    return desk.product.current_workflow_task_state


def decide(verb: str):
    def do(visitor, desk):
        state = submit(desk)
        address = f"/admin/pages/workflow/action/{desk.product.pk}/{verb}/{state.pk}/"
        seen = {"warnings_seen": "1"}
        return visitor.post(at(address, "wagtailadmin_pages:workflow_action"), seen)

    return do


def workflow_of(page: Page) -> str:
    state = WorkflowState.objects.for_instance(page).order_by("pk").last()
    return state.status if state else ""


def schedule(desk: Desk):
    desk.product.go_live_at = datetime(2040, 6, 1, tzinfo=UTC)
    revision = desk.product.save_revision()
    revision.publish()
    return revision


def cancel_schedule(visitor, desk):
    revision = schedule(desk)
    address = f"/admin/pages/{desk.product.pk}/revisions/{revision.pk}/unschedule/"
    return visitor.post(at(address, "wagtailadmin_pages:revisions_unschedule"))


def move(visitor, desk):
    address = f"/admin/pages/{desk.product.pk}/move/{desk.other_products.pk}/confirm/"
    visitor.get(address)
    return visitor.post(at(address, "wagtailadmin_pages:move_confirm"))


def bulk_move(visitor, desk):
    desk.product.get_parent()  # it stands before there is another list
    return bulk("move", "product", chooser=str(desk.other_products.pk))(visitor, desk)


def has_moved(desk: Desk) -> bool:
    return live(desk.product).get_parent() == desk.other_products.page_ptr


def copy(visitor, desk):
    fields = {
        "new_title": "A copy",
        "new_slug": "a-copy",
        "new_parent_page": str(desk.products.pk),
        "sku": "AUT-CC-998",
    }
    return visitor.post(pages(desk.product, "copy"), fields)


def swap(visitor, desk):
    """Put the second of two products first."""
    desk.product, desk.draft  # noqa: B018
    return visitor.post(at(f"/admin/pages/{desk.draft.pk}/set_position/?position=0", SET_POSITION))


SET_POSITION = "wagtailadmin_pages:set_page_position"


def create(model: str, parent: str, **fields):
    def do(visitor, desk):
        below = getattr(desk, parent)
        address = f"/admin/pages/add/catalog/{model}/{below.pk}/"
        posted = form_of(getattr(desk, "product" if model == "productpage" else "bundle"))
        posted |= {"title": "New", "slug": "new", "sku": "AUT-CC-997"} | fields
        return visitor.post(at(address, "wagtailadmin_pages:add"), posted)

    return do


def create_content_page(action: str = ""):
    def do(visitor, desk):
        address = f"/admin/pages/add/home/contentpage/{desk.home.pk}/"
        posted = {"title": "Winter ready", "slug": "winter", "body-count": "0", action: "1"}
        return visitor.post(at(address, "wagtailadmin_pages:add"), posted)

    return do


def content_page() -> ContentPage | None:
    return ContentPage.objects.filter(slug="winter").first()


def lock(visitor, desk):
    return visitor.post(pages(desk.product, "lock"))


def unlock(visitor, desk):
    Page.objects.filter(pk=desk.product.pk).update(locked=True, locked_by=a_user())
    return visitor.post(pages(desk.product, "unlock"))


def hide(visitor, desk):
    return visitor.post(
        pages(desk.product, "privacy", "set_privacy"), {"restriction_type": "login"}
    )


def post(verb: str, page: str):
    return lambda visitor, desk: visitor.post(pages(getattr(desk, page), verb))


def is_titled(page: str, title: str = "Pressed"):
    return lambda desk: live(getattr(desk, page)).title == title


PUBLISHING = [
    Action("publish", PUBLISHERS, save_with("action-publish", "product"), is_titled("product")),
    Action(
        "publish a bundle", PUBLISHERS, save_with("action-publish", "bundle"), is_titled("bundle")
    ),
    Action(
        "publish the home page", APPROVERS, save_with("action-publish", "home"), is_titled("home")
    ),
    Action(
        "schedule",
        PUBLISHERS,
        save_with("action-publish", "product", go_live_at="2040-06-01 10:00"),
        lambda desk: live(desk.product).scheduled_revision is not None,
    ),
    Action(
        "cancel a schedule",
        PUBLISHERS,
        cancel_schedule,
        lambda desk: live(desk.product).scheduled_revision is None,
    ),
    Action(
        "unpublish",
        PUBLISHERS,
        post("unpublish", "product"),
        lambda desk: not live(desk.product).live,
    ),
    Action(
        "publish many", PUBLISHERS, bulk("publish", "draft"), lambda desk: live(desk.draft).live
    ),
    Action(
        "unpublish many",
        PUBLISHERS,
        bulk("unpublish", "product"),
        lambda desk: not live(desk.product).live,
    ),
    Action(
        "submit for approval",
        EDITORS,
        save_with("action-submit", "product"),
        lambda desk: workflow_of(desk.product) == "in_progress",
    ),
    Action(
        "submit the home page",
        OF_CONTENT,
        save_with("action-submit", "home"),
        lambda desk: workflow_of(desk.home) == "in_progress",
    ),
    Action("approve", APPROVERS, decide("approve"), is_titled("product", "To be approved")),
    Action(
        "ask for changes",
        APPROVERS,
        decide("reject"),
        lambda desk: workflow_of(desk.product) == "needs_changes",
    ),
    Action("lock", PUBLISHERS, lock, lambda desk: live(desk.product).locked),
    Action("unlock", PUBLISHERS, unlock, lambda desk: not live(desk.product).locked),
]
TREE = [
    Action("delete", SELLERS, post("delete", "product"), lambda desk: is_gone(desk.product)),
    Action("delete a draft", SELLERS, post("delete", "draft"), lambda desk: is_gone(desk.draft)),
    Action("delete a bundle", SELLERS, post("delete", "bundle"), lambda desk: is_gone(desk.bundle)),
    Action("delete many", SELLERS, bulk("delete", "product"), lambda desk: is_gone(desk.product)),
    Action("move", {OWNER}, move, has_moved),
    Action("move many", {OWNER}, bulk_move, has_moved),
    Action("copy", SELLERS, copy, lambda desk: ProductPage.objects.filter(slug="a-copy").exists()),
    Action(
        "reorder", SELLERS, swap, lambda desk: desk.products.get_first_child().pk == desk.draft.pk
    ),
    Action(
        "create a product",
        SELLERS,
        create("productpage", "products"),
        lambda desk: ProductPage.objects.filter(slug="new").exists(),
    ),
    Action(
        "create a bundle",
        SELLERS,
        create("bundlepage", "bundles", **{"parts-INITIAL_FORMS": "0"}),
        lambda desk: BundlePage.objects.filter(slug="new").exists(),
    ),
    Action(
        "create a bundle below the home page",
        set(),
        create("bundlepage", "home"),
        lambda desk: BundlePage.objects.filter(slug="new").exists(),
    ),
    Action("hide from visitors", SELLERS, hide, lambda desk: PageViewRestriction.objects.exists()),
    Action(
        "delete the list of products",
        {OWNER},
        post("delete", "products"),
        lambda desk: is_gone(desk.products),
    ),
]
HOME = [
    Action(
        "create a content page",
        OF_CONTENT,
        create_content_page(),
        lambda desk: content_page() is not None,
    ),
    Action(
        "submit a content page",
        OF_CONTENT,
        create_content_page("action-submit"),
        lambda desk: content_page() is not None and workflow_of(content_page()) == "in_progress",
    ),
    Action(
        "publish a content page",
        APPROVERS,
        create_content_page("action-publish"),
        lambda desk: content_page() is not None and content_page().live,
    ),
    Action(
        "change the home page",
        OF_CONTENT,
        lambda visitor, desk: visitor.post(
            edit_address(desk.home), form_of(desk.home, heading="Spring is here")
        ),
        lambda desk: latest(desk.home).heading == "Spring is here",
    ),
    Action(
        "delete the home page", {OWNER}, post("delete", "home"), lambda desk: is_gone(desk.home)
    ),
]


@cells(PUBLISHING)
def test_publishing(role, action, desk):
    check_cell(role, action, desk)


@cells(TREE)
def test_the_tree(role, action, desk):
    check_cell(role, action, desk)


def test_bundles_and_products_can_only_be_created_below_their_index_pages():
    """So that the right to add content pages adds none, whatever pages there will be."""
    assert BundlePage.allowed_parent_page_models() == [BundleIndexPage]
    assert ProductPage.allowed_parent_page_models() == [ProductIndexPage]


@cells(HOME)
def test_content_pages(role, action, desk):
    check_cell(role, action, desk)
