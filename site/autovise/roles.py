"""The groups of people who work in the admin.

Made after migrating, when the permissions exist. What is there already is left alone: rights are
only ever given to a group that this run has just made, so the owner's changes stay.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from catalog.models import BundleIndexPage, ProductIndexPage
from home.models import HomePage

SNIPPETS = ("category", "subcategory", "producttype", "tag")


@dataclass(frozen=True)
class Role:
    """`pages` maps a page model to the page permissions at its (only) page."""

    name: str
    pages: dict[type, tuple[str, ...]]
    edits_snippets: bool = False


EDIT = ("add_page", "change_page")
ROLES = (
    Role(
        "Catalog Editors",
        {
            ProductIndexPage: (*EDIT, "publish_page"),
            BundleIndexPage: (*EDIT, "publish_page"),
        },
        edits_snippets=True,
    ),
    Role("Marketing Editors", {HomePage: ("change_page",)}),
)


def make_roles() -> None:
    for role in ROLES:
        group, is_new = Group.objects.get_or_create(name=role.name)
        if is_new:
            _give_rights(group, role)


def _give_rights(group: Group, role: Role) -> None:
    group.permissions.add(_permission("wagtailadmin", "access_admin"))
    for model, codenames in role.pages.items():
        for page in model.objects.all():
            for codename in codenames:
                GroupPagePermission.objects.create(
                    group=group, page=page, permission=_permission("wagtailcore", codename)
                )
    for codename in ("add_shopimage", "change_shopimage", "choose_shopimage"):
        for permission in Permission.objects.filter(
            content_type__app_label="catalog", codename=codename
        ):
            GroupCollectionPermission.objects.create(
                group=group, collection=Collection.get_first_root_node(), permission=permission
            )
    if role.edits_snippets:
        group.permissions.add(
            *Permission.objects.filter(
                content_type__app_label="catalog", content_type__model__in=SNIPPETS
            )
        )


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
