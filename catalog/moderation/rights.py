"""Permission policy of reviews in the admin: moderators may change their state, nothing else."""

from collections.abc import Iterable

from wagtail.permission_policies import ModelPermissionPolicy

from catalog.models.users import AnyUser

MODERATE = "catalog.moderate_review"


class Moderators(ModelPermissionPolicy):
    """Allow only "change". Adding and deleting reviews is up to their authors."""

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        return action == "change" and user.is_active and user.has_perm(MODERATE)

    def _get_permission_codenames(self, actions: Iterable[str]) -> list[str]:
        return ["moderate_review"] if "change" in actions else []
