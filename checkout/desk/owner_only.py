"""Permissions of the order desk: only superusers (the owner) may view and act."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.helpers import PermissionHelper

from accounts.models import User
from checkout.orders.state import Actor, owner


class OwnerReadsOnly(PermissionHelper):
    """Superusers may list and view records. No user may add, change or delete them."""

    def user_has_any_permissions(self, user: User) -> bool:
        return user.is_superuser

    def user_can_list(self, user: User) -> bool:
        return user.is_superuser

    def user_can_inspect_obj(self, user: User, obj: Model) -> bool:
        return user.is_superuser

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: Model) -> bool:
        return False


def owner_only[Response: HttpResponseBase](
    view: Callable[..., Response],
) -> Callable[..., Response]:
    """Decorator of a view that only superusers may use. Raises PermissionDenied for others."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        if not request.user.is_superuser:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def acting_owner(request: HttpRequest) -> Actor:
    """Return the superuser of the request, for the order's timeline. Use inside `owner_only`."""
    return owner(cast(User, request.user))


class OwnerMenuItem(MenuItem):
    """Item of a menu that only superusers see."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)
