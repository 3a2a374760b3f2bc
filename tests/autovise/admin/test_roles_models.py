"""Roles × snippets, images, stock, and actions of the owner only."""

from functools import partial
from io import BytesIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.contrib.redirects.models import Redirect

from accounts.models import User
from catalog.models import Category, ProductType, ShopImage, ShopRules, Subcategory, Tag
from tests.autovise.admin.roles_table import (
    EDITORS,
    MARKETING,
    OWNER,
    PUBLISHERS,
    ROLES,
    SELLERS,
    Action,
    at,
    cells,
    check_cell,
    check_opened,
    client_as,
)
from tests.builders import a_category, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SNIPPETS = {
    "category": (Category, {"sort_order": "0"}),
    "subcategory": (Subcategory, {"sort_order": "0"}),
    "producttype": (ProductType, {"sort_order": "0"}),
    "tag": (Tag, {"sort_order": "0"}),
}


def a_snippet(kind: str):
    """One that nothing uses."""
    model, _ = SNIPPETS[kind]
    below = {"category": a_category("cars")} if kind == "subcategory" else {}
    return model.objects.get_or_create(name="Old", slug="old", **below)[0]


def snippet_fields(kind: str) -> dict:
    below = {"category": str(a_category("cars").pk)} if kind == "subcategory" else {}
    below |= {"body-count": "0"} if kind == "category" else {}
    return SNIPPETS[kind][1] | {"name": "New", "slug": "new"} | below


def snippet_at(kind: str, verb: str, pk: int | None = None) -> str:
    address = f"/admin/snippets/catalog/{kind}/{verb}/" + (f"{pk}/" if pk else "")
    return at(address, f"wagtailsnippets_catalog_{kind}:{verb}")


def add_snippet(visitor, desk, *, kind):
    return visitor.post(snippet_at(kind, "add"), snippet_fields(kind))


def edit_snippet(visitor, desk, *, kind):
    return visitor.post(snippet_at(kind, "edit", a_snippet(kind).pk), snippet_fields(kind))


def delete_snippet(visitor, desk, *, kind):
    return visitor.post(snippet_at(kind, "delete", a_snippet(kind).pk))


def has_snippet(desk, *, kind, slug="new") -> bool:
    return SNIPPETS[kind][0].objects.filter(slug=slug).exists()


def lacks_snippet(desk, *, kind) -> bool:
    return not has_snippet(desk, kind=kind, slug="old")


OF_SNIPPETS = [
    Action(f"{verb} a {kind}", SELLERS, partial(do, kind=kind), partial(happened, kind=kind))
    for kind in SNIPPETS
    for verb, do, happened in (
        ("add", add_snippet, has_snippet),
        ("edit", edit_snippet, has_snippet),
        ("delete", delete_snippet, lacks_snippet),
    )
]


def a_file() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return SimpleUploadedFile("new.png", file.getvalue(), "image/png")


def add_picture(visitor, desk):
    fields = {"title": "New", "file": a_file()}
    return visitor.post(at("/admin/images/add/", "wagtailimages:add"), fields)


def edit_picture(visitor, desk):
    address = at(f"/admin/images/{desk.picture.pk}/", "wagtailimages:edit")
    return visitor.post(address, {"title": "New", "description": "A new bottle"})


def delete_picture(visitor, desk):
    address = f"/admin/images/{desk.picture.pk}/delete/"
    return visitor.post(at(address, "wagtailimages:delete"))


def delete_pictures(visitor, desk):
    address = f"/admin/bulk/catalog/shopimage/delete/?id={desk.picture.pk}"
    return visitor.post(at(address, "wagtail_bulk_action"))


def has_new_picture(desk) -> bool:
    return ShopImage.objects.filter(title="New").exists()


def lacks_picture(desk) -> bool:
    return not ShopImage.objects.filter(pk=desk.picture.pk).exists()


PICTURES = [
    Action("add a picture", EDITORS, add_picture, has_new_picture),
    Action("edit a picture", EDITORS, edit_picture, has_new_picture),
    Action("delete a picture", PUBLISHERS, delete_picture, lacks_picture),
    Action("delete many pictures", PUBLISHERS, delete_pictures, lacks_picture),
]


def change_money_rules(visitor, desk):
    rules = ShopRules.load()
    address = f"/admin/settings/catalog/shoprules/{rules.pk}/"
    fields = {
        field.name: field.value_from_object(rules)
        for field in rules._meta.concrete_fields
        if not field.primary_key
    }
    return visitor.post(at(address, "wagtailsettings:edit"), fields | {"delivery_days": "9"})


@cells(OF_SNIPPETS)
def test_snippets(role, action, desk):
    check_cell(role, action, desk)


@cells(PICTURES)
def test_pictures(role, action, desk):
    check_cell(role, action, desk)


def open_pictures(desk):
    return at(f"/admin/images/{desk.picture.pk}/", "wagtailimages:edit")


def open_chooser(desk):
    return at(
        f"/admin/images/chooser/chosen/{desk.picture.pk}/",
        "wagtailimages_chooser:chosen",
    )


OPENED = {
    "the dashboard": (EDITORS, lambda desk: at("/admin/", "wagtailadmin_home")),
    "the list of pages": (
        EDITORS,
        lambda desk: at(f"/admin/pages/{desk.products.pk}/", "wagtailadmin_explore"),
    ),
    "the history of a product": (
        EDITORS,
        lambda desk: at(f"/admin/pages/{desk.product.pk}/history/", "wagtailadmin_pages:history"),
    ),
    "the form of a picture": (EDITORS, open_pictures),
    "the choice of a picture": (EDITORS, open_chooser),
    "workflow reports": (
        EDITORS,
        lambda desk: at("/admin/reports/workflow/", "wagtailadmin_reports:workflow"),
    ),
    "searches without results": (
        SELLERS,
        lambda desk: at("/admin/reports/searches/", "show_search_misses"),
    ),
    "search synonyms": (
        SELLERS,
        lambda desk: at(
            "/admin/snippets/catalog/synonymgroup/", "wagtailsnippets_catalog_synonymgroup:list"
        ),
    ),
    "recommended search results": (
        {*SELLERS, MARKETING},
        lambda desk: at("/admin/searchpicks/", "wagtailsearchpromotions:index"),
    ),
}
OWNER_ONLY = {
    "/admin/checkout/order/": "checkout_order_modeladmin_index",
    "/admin/checkout/cart/": "checkout_cart_modeladmin_index",
    "/admin/checkout/stripeevent/": "checkout_stripeevent_modeladmin_index",
    "/admin/users/": "wagtailusers_users:index",
    "/admin/users/new/": "wagtailusers_users:add",
    "/admin/groups/": "wagtailusers_groups:index",
    "/admin/groups/new/": "wagtailusers_groups:add",
    "/admin/workflows/list/": "wagtailadmin_workflows:index",
    "/admin/workflows/add/": "wagtailadmin_workflows:add",
    "/admin/workflows/tasks/index/": "wagtailadmin_workflows:task_index",
    "/admin/sites/": "wagtailsites:index",
    "/admin/sites/new/": "wagtailsites:add",
    "/admin/redirects/": "wagtailredirects:index",
    "/admin/redirects/add/": "wagtailredirects:add",
    "/admin/collections/": "wagtailadmin_collections:index",
    "/admin/collections/add/": "wagtailadmin_collections:add",
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("place", OPENED)
def test_pages_that_editors_may_open(role, place, desk):
    who, address = OPENED[place]
    check_opened(role, who, address(desk))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", OWNER_ONLY)
def test_pages_that_only_the_owner_may_open(role, address):
    check_opened(role, {OWNER}, at(address, OWNER_ONLY[address]))


def make_owner(visitor, desk):
    desk.user = a_user("editor@example.com")
    address = at(f"/admin/users/edit/{desk.user.pk}/", "wagtailusers_users:edit")
    fields = {"email": "editor@example.com", "first_name": "A", "last_name": "B"}
    return visitor.post(address, fields | {"is_active": "on", "is_superuser": "on"})


def give_rights(visitor, desk):
    group = Group.objects.get(name=MARKETING)
    address = at(f"/admin/groups/edit/{group.pk}/", "wagtailusers_groups:edit")
    empty = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "9"}
    shown = getattr(visitor.get(address), "context_data", {})
    prefixes = [panel.prefix for panel in shown.get("permission_panels", [])]
    posted = {f"{prefix}-{name}": n for prefix in prefixes for name, n in empty.items()}
    right = Permission.objects.get(codename="change_selling_terms")
    return visitor.post(address, posted | {"name": MARKETING, "permissions": [str(right.pk)]})


def marketing_sells(desk) -> bool:
    group = Group.objects.get(name=MARKETING)
    return group.permissions.filter(codename="change_selling_terms").exists()


def add_redirect(visitor, desk):
    fields = {"old_path": "/sale", "redirect_link": "https://example.com/", "is_permanent": "on"}
    return visitor.post(at("/admin/redirects/add/", "wagtailredirects:add"), fields)


OF_THE_OWNER = [
    Action(
        "change the money rules",
        {OWNER},
        change_money_rules,
        lambda desk: ShopRules.objects.get().delivery_days == 9,
    ),
    Action(
        "make a superuser",
        {OWNER},
        make_owner,
        lambda desk: User.objects.get(pk=desk.user.pk).is_superuser,
    ),
    Action("give a group the right to prices", {OWNER}, give_rights, marketing_sells),
    Action("redirect an address", {OWNER}, add_redirect, lambda desk: Redirect.objects.exists()),
]


@cells(OF_THE_OWNER)
def test_actions_of_the_owner_only(role, action, desk):
    check_cell(role, action, desk)


def test_no_role_may_edit_an_order():
    order = reverse("checkout_order_modeladmin_create")
    assert client_as(OWNER).get(order).status_code in (302, 403)
