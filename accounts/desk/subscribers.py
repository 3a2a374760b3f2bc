"""Admin list of newsletter subscribers, and the export of the confirmed ones."""

from collections.abc import Iterable
from typing import Any

from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from accounts.consent.unsubscribe import newsletter_link
from accounts.models import Subscriber, User
from accounts.models.subscriber import SubscriberQuerySet
from catalog.imports.files.columns import escape_cell


class OwnerReadOnly(BasePermissionPolicy):
    """Superusers may view; no user may add, change or delete. Subscribers do that themselves."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and user.is_active and user.is_superuser

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class SubscriberList(IndexView):
    """List of subscribers. Its export has only confirmed ones, with their unsubscribe links."""

    list_export = ["email", "confirmed_at", "unsubscribe_link"]
    export_headings = {"unsubscribe_link": "Unsubscribe link"}
    custom_field_preprocess = {"email": {"csv": escape_cell}}

    def get_queryset(self) -> SubscriberQuerySet:
        subscribers = super().get_queryset()
        return subscribers.confirmed() if self.is_export else subscribers

    def to_row_dict(self, item: Subscriber) -> dict[str, Any]:
        return {
            "email": item.email,
            "confirmed_at": item.confirmed_at,
            "unsubscribe_link": newsletter_link(item),
        }


class SubscriberViewSet(ModelViewSet):
    """The menu item “Newsletter”."""

    model = Subscriber
    icon = "mail"
    menu_label = "Newsletter"
    menu_order = 220
    add_to_admin_menu = True
    index_view_class = SubscriberList
    list_display = ["email", "asked_at", "confirmed_at"]
    list_export = SubscriberList.list_export
    search_fields = ["email"]
    form_fields = ["email"]
    export_filename = "autovise-newsletter"
    copy_view_enabled = False


register_permission_policy(Subscriber, OwnerReadOnly(Subscriber))
