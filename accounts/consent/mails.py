"""Mails of the newsletter."""

from django.conf import settings
from django.urls import reverse

from accounts.consent.newsletter import confirm_token
from accounts.consent.unsubscribe import newsletter_link
from accounts.models import Subscriber
from outbox.mails import write


def mail_newsletter_confirmation(subscriber: Subscriber) -> None:
    """Send the mail with the confirmation link of a subscription. Raises MailNotSent."""
    path = reverse("confirm_newsletter_by_link", args=[confirm_token(subscriber)])
    subject = "Please confirm: the Autovise newsletter"
    template = "accounts/mails/newsletter_question"
    write(subscriber.email, subject, template, link=settings.SITE_URL + path)


def mail_newsletter_welcome(subscriber: Subscriber) -> None:
    """Send the welcome mail, which has an unsubscribe link. Raises MailNotSent."""
    write(
        subscriber.email,
        "You get the Autovise newsletter",
        "accounts/mails/newsletter_welcome",
        unsubscribe_link=newsletter_link(subscriber),
    )
