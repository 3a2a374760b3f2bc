"""Deleting an account: the person is erased, what the law wants kept stays without them.

Whoever deletes a user, in whatever way, erases the person: the sections' `erase` hang on the
deletion of the row itself.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import AccountDeletedMail, User
from accounts.privacy.registry import sections
from accounts.privacy.tasks import ACCOUNT_DELETED, end_sessions, send_account_deleted_mail

log = logging.getLogger(__name__)

ACCOUNT_DELETED_TRIED_FOR = timedelta(days=7)


def erase_person(user: User) -> None:
    """Erase them, or raise ErasureRefused with nothing erased.

    What has to be settled with others (a payment page left open) is settled first, outside the
    transaction.
    """
    for section in sections():
        section.settle(user)
    pk, email = user.pk, user.email
    with transaction.atomic():
        _, rows = User.objects.filter(pk=pk).delete()
        if rows.get(User._meta.label):  # not when another tab was first
            farewell = AccountDeletedMail.objects.create(email=email)
            send_account_deleted_mail.enqueue(farewell.pk)
    log.info("account %s is deleted", pk)


def erase_before_deletion(user: User) -> None:
    """Erase every section, inside the transaction that deletes the row. Raises ErasureRefused."""
    pk = user.pk
    for section in sections():
        section.erase(user)
    end_sessions.enqueue(pk)


def may_delete_themselves(user: User) -> bool:
    """Not who works in the admin: the owner lets them go first."""
    return not (user.is_staff or user.is_superuser or user.has_perm("wagtailadmin.access_admin"))


def send_account_deleted_mails() -> None:
    """Those that the worker has lost. After a week an address is forgotten, told or not."""
    AccountDeletedMail.objects.filter(
        erased_at__lt=timezone.now() - ACCOUNT_DELETED_TRIED_FOR
    ).delete()
    ACCOUNT_DELETED.send_waiting()
