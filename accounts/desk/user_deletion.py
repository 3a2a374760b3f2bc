"""Deletion of users in the admin, by the same service as when users delete their own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from accounts.models import User
from accounts.privacy.erase import erase_person
from accounts.privacy.registry import ErasureRefused

USER_LIST = "wagtailusers_users:index"


@hooks.register("before_delete_user")
def erase_on_delete(request: HttpRequest, user: User) -> HttpResponse | None:
    """Erase the user in place of Wagtail's delete view."""
    return _erase(request, [user]) if request.method == "POST" else None


@hooks.register("before_bulk_action")
def erase_on_bulk_delete(
    request: HttpRequest, action_type: str, objects: list[User], action: BulkAction
) -> HttpResponse | None:
    """Erase the users in place of Wagtail's bulk action.

    `objects` has only users that this admin may delete: the bulk action has checked that.
    """
    if action_type != "delete" or action.model is not User:
        return None
    return _erase(request, objects)


def _erase(request: HttpRequest, users: list[User]) -> HttpResponse:
    for user in users:
        try:
            erase_person(user)
        except ErasureRefused as refusal:
            messages.error(request, f"{user.email} was not deleted: {refusal}")
        else:
            messages.success(request, "The account and its personal data are deleted.")
    return redirect(USER_LIST)
