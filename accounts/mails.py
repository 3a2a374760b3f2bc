"""What the shop writes to people about their account and what they agreed to."""

from django.conf import settings
from django.urls import reverse

from accounts.mailing import write
from accounts.models import DataDownload, Farewell, Subscriber, User
from accounts.newsletter import confirm_token
from accounts.unsubscribing import newsletter_link


def mail_download_ready(download: DataDownload) -> None:
    write(
        download.user.email,
        "Your data is ready",
        "accounts/mails/download_ready",
        page=_address("show_my_data"),
        removed_at=download.removed_at,
    )


def mail_farewell(farewell: Farewell) -> None:
    write(farewell.email, "Your Autovise account is deleted", "accounts/mails/farewell")


def mail_deletion_code(user: User, code: str, minutes: int) -> None:
    subject = "Your code for deleting your account"
    write(user.email, subject, "accounts/mails/deletion_code", code=code, minutes=minutes)


def mail_newsletter_question(subscriber: Subscriber) -> None:
    link = _address("confirm_newsletter_by_link", confirm_token(subscriber))
    subject = "Please confirm: the Autovise newsletter"
    write(subscriber.email, subject, "accounts/mails/newsletter_question", link=link)


def mail_newsletter_welcome(subscriber: Subscriber) -> None:
    write(
        subscriber.email,
        "You get the Autovise newsletter",
        "accounts/mails/newsletter_welcome",
        unsubscribe_link=newsletter_link(subscriber),
    )


def _address(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)
