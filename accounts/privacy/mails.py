"""Mails about data exports and deleted accounts."""

from django.conf import settings
from django.urls import reverse

from accounts.models import AccountDeletedMail, DataDownload, User
from outbox.mails import write
from outbox.models import MailKind


def mail_download_ready(download: DataDownload) -> None:
    """Send the mail that a data export is ready. Raises MailNotSent."""
    write(
        download.user.email,
        "Your data is ready",
        "accounts/mails/download_ready",
        page=settings.SITE_URL + reverse("show_my_data"),
        removed_at=download.removed_at,
    )


def mail_account_deleted(mail: AccountDeletedMail) -> None:
    """Send the mail that confirms an account deletion. Raises MailNotSent."""
    write(mail.email, "Your Autovise account is deleted", "accounts/mails/farewell")


def mail_deletion_code(user: User, code: str, minutes: int) -> None:
    """Send the code that confirms the deletion of an account. Raises MailNotSent."""
    subject = "Your code for deleting your account"
    write(user.email, subject, "accounts/mails/deletion_code", code=code, minutes=minutes)


# The row that keeps the address is deleted once the mail is sent.
ACCOUNT_DELETED = MailKind(
    "farewell",
    AccountDeletedMail.objects.all,
    mail_account_deleted,
    deletes_object=True,
    logs_recipient=False,
)
