"""Who decides which reviews shoppers see, and that nobody there writes or deletes one."""

from wagtail.permission_policies import ModelPermissionPolicy

MODERATE = "catalog.moderate_review"


class Moderators(ModelPermissionPolicy):
    """One right: to change what becomes of a review. Adding and deleting are its author's alone."""

    def user_has_permission(self, user, action):
        return action == "change" and user.is_active and user.has_perm(MODERATE)

    def _get_permission_codenames(self, actions):
        return ["moderate_review"] if "change" in actions else []
