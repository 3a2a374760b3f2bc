"""A user who is deleted in the admin goes the way of those who delete themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages

from accounts.models import User
from accounts.privacy.erase import erase_person
from accounts.privacy.registry import ErasureRefused

USER_LIST = "wagtailusers_users:index"


@hooks.register("before_delete_user")
def erase_on_delete(request: HttpRequest, user: User) -> HttpResponse | None:
    return _erase(request, [user]) if request.method == "POST" else None


@hooks.register("before_bulk_action")
def erase_on_bulk_delete(
    request: HttpRequest, action_type: str, objects: list, action
) -> HttpResponse | None:
    """The action leaves out whom this admin may not delete, before it comes here."""
    if action_type != "delete" or action.model is not User:
        return None
    return _erase(request, objects)


def _erase(request: HttpRequest, users: list[User]) -> HttpResponse:
    for user in users:
        try:
            erase_person(user)
        except ErasureRefused as refusal:
            messages.error(request, f"{user.email} is not deleted: {refusal}")
        else:
            messages.success(request, "The account is deleted, and the person erased.")
    return redirect(USER_LIST)
