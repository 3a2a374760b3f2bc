"""Who may do what with the shop's pictures.

Wagtail lets everybody who may change a picture delete it, and deleting takes it off every live page
at once, unapproved. Here that needs the right to delete images, given by itself.
"""

from wagtail.images import get_image_model
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy

DELETE_IMAGES = "wagtailimages.delete_image"


class PictureRights(CollectionOwnershipPermissionPolicy):
    """Wagtail asks for `delete` by itself; without the right to it, nothing is left to allow."""

    def user_has_permission(self, user, action):
        return bool(_allowed(user, {action})) and super().user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        actions = _allowed(user, actions)
        return bool(actions) and super().user_has_any_permission_for_instance(
            user, actions, instance
        )

    def instances_user_has_any_permission_for(self, user, actions):
        return super().instances_user_has_any_permission_for(user, _allowed(user, actions))


def _allowed(user, actions) -> set[str]:
    return set(actions) - (set() if user.has_perm(DELETE_IMAGES) else {"delete"})


def register() -> None:
    """Before Wagtail's own, which its app registers for the class and all below it."""
    register_permission_policy(
        get_image_model(),
        PictureRights(
            get_image_model(),
            auth_model="wagtailimages.Image",
            owner_field_name="uploaded_by_user",
        ),
        exact_class=True,
    )
