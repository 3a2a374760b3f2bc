"""The groups of staff and their permissions.

Each permission is granted once, after migrating (permissions exist only then), and the grant is
recorded. So an existing shop receives new permissions, and the owner's own changes are kept.

*Moderators* is Wagtail's own group, created by its migrations: it may add, change, publish and lock
every page, and change and delete images. This module adds the moderation of reviews.
`permissions` and `content_only_forms` of `catalog.pages.rights` prevent it from changing selling
terms. Everything else is reserved for superusers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from catalog.models import BundleIndexPage, ProductIndexPage
from home.models import HomePage


@dataclass(frozen=True)
class ModelRight:
    """A permission of Django's, such as `catalog.view_stock`."""

    permission: str

    def __str__(self) -> str:
        return self.permission

    def grant(self, group: Group) -> None:
        """Grant the permission to a group."""
        group.permissions.add(_permission(self.permission))


@dataclass(frozen=True)
class PageRight:
    """A permission for the (only) page of this model and all pages below it."""

    model: type[Page]
    permission: str

    def __str__(self) -> str:
        return f"{self.permission} at {self.model._meta.label}"

    def grant(self, group: Group) -> None:
        """Grant the permission to a group."""
        for page in self.model.objects.all():
            GroupPagePermission.objects.get_or_create(
                group=group, page=page, permission=_permission(self.permission)
            )


@dataclass(frozen=True)
class ImageRight:
    """A permission for the images of the root collection, and so of all collections."""

    permission: str

    def __str__(self) -> str:
        return f"{self.permission} in all collections"

    def grant(self, group: Group) -> None:
        """Grant the permission to a group."""
        GroupCollectionPermission.objects.get_or_create(
            group=group,
            collection=Collection.get_first_root_node(),
            permission=_permission(self.permission),
        )


type Right = ModelRight | PageRight | ImageRight

ADMIN_ACCESS = ModelRight("wagtailadmin.access_admin")
SNIPPETS = [
    ModelRight(f"catalog.{action}_{model}")
    for model in ("category", "subcategory", "producttype", "tag", "synonymgroup")
    for action in ("view", "add", "change", "delete")
]
RECOMMENDATIONS = [
    ModelRight(f"wagtailsearchpromotions.{action}_searchpromotion")
    for action in ("view", "add", "change", "delete")
]
MAIL_WORDING = [ModelRight(f"outbox.{action}_mailwording") for action in ("view", "change")]
IMAGES = [ImageRight(f"wagtailimages.{action}_image") for action in ("add", "change", "choose")]
ROLES: dict[str, Sequence[Right]] = {
    "Catalog Editors": [
        ADMIN_ACCESS,
        *(
            PageRight(index, f"wagtailcore.{action}_page")
            for index in (ProductIndexPage, BundleIndexPage)
            for action in ("add", "change", "publish", "lock", "unlock")
        ),
        *SNIPPETS,
        *RECOMMENDATIONS,
        *IMAGES,
        ModelRight("wagtailimages.delete_image"),
        ModelRight("catalog.change_selling_terms"),
        ModelRight("catalog.view_stock"),
        ModelRight("catalog.change_stock"),
    ],
    "Marketing Editors": [
        ADMIN_ACCESS,
        PageRight(HomePage, "wagtailcore.add_page"),
        PageRight(HomePage, "wagtailcore.change_page"),
        *RECOMMENDATIONS,
        *MAIL_WORDING,
        *IMAGES,
    ],
    "Moderators": [ModelRight("catalog.moderate_review")],
}


def create_roles(roles: Mapping[str, Sequence[Right]] = ROLES) -> None:
    """Create the groups and grant each permission that was not granted before."""
    for name, rights in roles.items():
        with transaction.atomic():
            group, _ = Group.objects.get_or_create(name=name)
            given = set(group.given_rights.values_list("right", flat=True))
            for right in rights:
                if str(right) not in given:
                    right.grant(group)
                    group.given_rights.create(right=str(right))


def _permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
