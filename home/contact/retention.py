"""How long messages from the contact form are kept, and a person's own ones."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.email_addresses import own_addresses
from accounts.models import User
from accounts.privacy.registry import ExportRow, Section, export_rows, register
from home.models.contact_message import ContactMessage

MESSAGES_KEPT_FOR = timedelta(days=365)
EXPORTED = ("name", "email", "order_number", "message", "sent_at", "is_answered")


def delete_old_contact_messages() -> None:
    """Delete messages that were sent a year ago. Runs on a schedule."""
    ContactMessage.objects.filter(sent_at__lt=timezone.now() - MESSAGES_KEPT_FOR).delete()


def register_own() -> None:
    """Register the section for data export and account deletion."""
    register(Section("Contact messages", _collect, (ContactMessage,), erase=_erase))


def _messages_of(user: User) -> QuerySet[ContactMessage]:
    """Return the messages that name one of the user's verified email addresses."""
    wanted = Q(pk__in=[])
    for address in own_addresses(user):
        wanted |= Q(email__iexact=address)
    return ContactMessage.objects.filter(wanted)


def _collect(user: User) -> list[ExportRow]:
    return export_rows(_messages_of(user), *EXPORTED)


def _erase(user: User) -> None:
    _messages_of(user).delete()
