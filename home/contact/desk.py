"""Messages from the contact form in the admin, for the owner."""

from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from accounts.desk.subscribers import OwnerReadOnly
from accounts.models import User
from home.models import ContactMessage

ALLOWED = {"view", "change", "delete"}


class OwnerAnswers(OwnerReadOnly):
    """Superusers may read messages, mark them as answered, and delete them."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in ALLOWED and user.is_active and user.is_superuser


class ContactMessageViewSet(ModelViewSet):
    """The menu item “Messages”."""

    model = ContactMessage
    icon = "mail"
    menu_label = "Messages"
    menu_order = 215
    add_to_admin_menu = True
    list_display = ["name", "email", "order_number", "sent_at", "is_answered"]
    list_filter = ["is_answered"]
    search_fields = ["name", "email", "order_number", "message"]
    copy_view_enabled = False
    panels = [
        FieldPanel("is_answered"),
        *(
            FieldPanel(name, read_only=True)
            for name in ("message", "name", "email", "order_number", "sent_at")
        ),
    ]


register_permission_policy(ContactMessage, OwnerAnswers(ContactMessage))
