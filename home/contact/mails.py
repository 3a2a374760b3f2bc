"""Mail to the trader about a message from the contact form."""

from email.utils import parseaddr

from django.conf import settings

from home.models.contact_message import ContactMessage
from outbox.mails import write
from outbox.models import MailKind
from sitewide.trader import current_trader


def mail_contact_message(message: ContactMessage) -> None:
    """Mail the message to the trader's email, or to the sender of all mails. Answers go back."""
    to = current_trader().email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    subject = "A message from the contact form"
    write(to, subject, "home/mails/contact", reply_to=message.email, message=message)


CONTACT_MESSAGE = MailKind(
    name="contact message", owed=ContactMessage.objects.all, mail=mail_contact_message
)
