"""The groups of people who work in the admin, and their rights.

Each right is given once, after migrating (permissions exist only then), and that is remembered: an
older shop receives what is new, and what the owner gave or took away stays so.

*Moderators* are Wagtail's own group, made and filled by its migrations: they may add, change,
publish and lock every page, and change and delete pictures. Here they are given customers' reviews
besides; `catalog.pages.permissions` and `catalog.pages.content_only_forms` keep them from changing
how things are sold. Whatever no group may do is the superuser's.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from catalog.models import BundleIndexPage, ProductIndexPage
from home.models import HomePage


@dataclass(frozen=True)
class ModelRight:
    permission: str

    def __str__(self):
        return self.permission

    def give(self, group: Group) -> None:
        group.permissions.add(_permission(self.permission))


@dataclass(frozen=True)
class PageRight:
    """At the (only) page of this model, and so at all that stand below it."""

    model: type[Page]
    permission: str

    def __str__(self):
        return f"{self.permission} at {self.model._meta.label}"

    def give(self, group: Group) -> None:
        for page in self.model.objects.all():
            GroupPagePermission.objects.get_or_create(
                group=group, page=page, permission=_permission(self.permission)
            )


@dataclass(frozen=True)
class PictureRight:
    """In the root collection, and so in all."""

    permission: str

    def __str__(self):
        return f"{self.permission} in all collections"

    def give(self, group: Group) -> None:
        GroupCollectionPermission.objects.get_or_create(
            group=group,
            collection=Collection.get_first_root_node(),
            permission=_permission(self.permission),
        )


INTO_THE_ADMIN = ModelRight("wagtailadmin.access_admin")
SNIPPETS = [
    ModelRight(f"catalog.{action}_{model}")
    for model in ("category", "subcategory", "producttype", "tag")
    for action in ("view", "add", "change", "delete")
]
PICTURES = [PictureRight(f"wagtailimages.{action}_image") for action in ("add", "change", "choose")]
ROLES = {
    "Catalog Editors": [
        INTO_THE_ADMIN,
        *(
            PageRight(index, f"wagtailcore.{action}_page")
            for index in (ProductIndexPage, BundleIndexPage)
            for action in ("add", "change", "publish", "lock", "unlock")
        ),
        *SNIPPETS,
        *PICTURES,
        ModelRight("wagtailimages.delete_image"),
        ModelRight("catalog.change_selling_terms"),
        ModelRight("catalog.view_stock"),
        ModelRight("catalog.change_stock"),
    ],
    "Marketing Editors": [
        INTO_THE_ADMIN,
        PageRight(HomePage, "wagtailcore.add_page"),
        PageRight(HomePage, "wagtailcore.change_page"),
        *PICTURES,
    ],
    "Moderators": [ModelRight("catalog.moderate_review")],
}


def make_roles(roles: dict[str, list] = ROLES) -> None:
    for name, rights in roles.items():
        with transaction.atomic():
            group, _ = Group.objects.get_or_create(name=name)
            given = set(group.given_rights.values_list("right", flat=True))
            for right in rights:
                if str(right) not in given:
                    right.give(group)
                    group.given_rights.create(right=str(right))


def _permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
