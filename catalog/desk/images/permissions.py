"""Permission policy of images.

Wagtail lets every user who may change an image delete it, and deleting removes it from all live
pages at once, without approval. Here it requires the separate permission to delete images.
"""

from collections.abc import Iterable

from django.db.models import QuerySet
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy

from catalog.models.users import AnyUser

DELETE_IMAGES = "wagtailimages.delete_image"


class ImagePermissionPolicy(CollectionOwnershipPermissionPolicy):
    """Remove "delete" from the checked actions for users without permission to delete images."""

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        return bool(_allowed(user, {action})) and super().user_has_permission(user, action)

    def user_has_any_permission_for_instance(
        self, user: AnyUser, actions: Iterable[str], instance: AbstractImage
    ) -> bool:
        actions = _allowed(user, actions)
        return bool(actions) and super().user_has_any_permission_for_instance(
            user, actions, instance
        )

    def instances_user_has_any_permission_for(
        self, user: AnyUser, actions: Iterable[str]
    ) -> QuerySet:
        return super().instances_user_has_any_permission_for(user, _allowed(user, actions))


def _allowed(user: AnyUser, actions: Iterable[str]) -> set[str]:
    return set(actions) - (set() if user.has_perm(DELETE_IMAGES) else {"delete"})


def register() -> None:
    """Register the policy for the exact class; Wagtail's own applies to subclasses too."""
    register_permission_policy(
        get_image_model(),
        ImagePermissionPolicy(
            get_image_model(),
            auth_model="wagtailimages.Image",
            owner_field_name="uploaded_by_user",
        ),
        exact_class=True,
    )
