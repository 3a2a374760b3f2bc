"""Who gets the newsletter, for the owner: a list, and a file of those who have confirmed."""

from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from accounts.consent.unsubscribe import newsletter_link
from accounts.models import Subscriber

BEGINS_A_FORMULA = ("=", "+", "-", "@")


class OwnerReads(BasePermissionPolicy):
    """The superuser looks; nobody adds, changes or deletes: people subscribe by themselves, and
    leave by the link in each mail."""

    def user_has_permission(self, user, action):
        return action == "view" and user.is_active and user.is_superuser

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


def not_a_formula(email: str) -> str:
    """What a spreadsheet would take for a formula is marked as text."""
    return f"'{email}" if email.startswith(BEGINS_A_FORMULA) else email


class SubscriberList(IndexView):
    """The file holds who has confirmed, each with the link that must stand in every mail."""

    list_export = ["email", "confirmed_at", "unsubscribe_link"]
    export_headings = {"unsubscribe_link": "Unsubscribe link"}
    custom_field_preprocess = {"email": {"csv": not_a_formula}}

    def get_queryset(self):
        listed = super().get_queryset()
        return listed.confirmed() if self.is_export else listed

    def to_row_dict(self, item):
        return {
            "email": item.email,
            "confirmed_at": item.confirmed_at,
            "unsubscribe_link": newsletter_link(item),
        }


class SubscriberViewSet(ModelViewSet):
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


register_permission_policy(Subscriber, OwnerReads(Subscriber))
