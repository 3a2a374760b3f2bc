"""Account deletion: erase the personal data.

Records that the law requires are kept, without personal data. A `pre_delete` receiver calls
`erase_before_deletion`, so every deletion of a user erases the personal data.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import AccountDeletedMail, User
from accounts.privacy.mails import ACCOUNT_DELETED
from accounts.privacy.registry import sections
from accounts.privacy.tasks import end_sessions
from outbox.mails import mails_about, queue_mail

log = logging.getLogger(__name__)

ACCOUNT_DELETED_TRIED_FOR = timedelta(days=7)


def erase_person(user: User) -> None:
    """Delete the user and all personal data. Raises ErasureRefused; then nothing is deleted.

    Each section's `settle` runs first, outside the transaction, because it may use the network (to
    close an open payment page).
    """
    for section in sections():
        section.settle(user)
    pk, email = user.pk, user.email
    with transaction.atomic():
        _, rows = User.objects.filter(pk=pk).delete()
        if rows.get(User._meta.label):  # not if another request has just deleted the user
            queue_mail(ACCOUNT_DELETED, AccountDeletedMail.objects.create(email=email))
    log.info("account %s is deleted", pk)


def erase_before_deletion(user: User) -> None:
    """Erase every section. Call it in the transaction that deletes the user.

    Raises ErasureRefused.
    """
    pk = user.pk
    for section in sections():
        section.erase(user)
    end_sessions.enqueue(pk)


def may_delete_own_account(user: User) -> bool:
    """Whether users may delete their own account. Staff accounts are deleted by the owner."""
    return not (user.is_staff or user.is_superuser or user.has_perm("wagtailadmin.access_admin"))


@transaction.atomic
def delete_old_account_deleted_mails() -> None:
    """Delete the records of account-deleted mails that are a week old (they hold the email
    address), and the mails themselves. They could not be sent."""
    old = AccountDeletedMail.objects.filter(
        erased_at__lt=timezone.now() - ACCOUNT_DELETED_TRIED_FOR
    )
    mails_about(ACCOUNT_DELETED, *old).delete()
    old.delete()
