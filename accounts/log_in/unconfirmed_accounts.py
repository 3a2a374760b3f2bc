"""Delete accounts whose email was never confirmed: it may belong to another person."""

import logging
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from jobs.tasks import do_each

log = logging.getLogger(__name__)

CONFIRM_WITHIN = timedelta(days=30)


def delete_unconfirmed_accounts() -> None:
    """Delete accounts older than `CONFIRM_WITHIN` without a verified email or a log-in.

    Users with a role in the admin are kept.
    """
    do_each("unconfirmed account", list(_unconfirmed()), lambda user: _delete(user.pk))


def _unconfirmed() -> QuerySet[User]:
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(
        Exists(addresses),
        ~Exists(addresses.filter(verified=True)),
        date_joined__lt=timezone.now() - CONFIRM_WITHIN,
        last_login=None,
        is_staff=False,
        is_superuser=False,
        groups=None,
    )


@transaction.atomic
def _delete(pk: int) -> None:
    """Delete the account if it is still unconfirmed.

    Locks the email rows, so that a concurrent confirmation is either seen here or waits.
    """
    list(EmailAddress.objects.select_for_update().filter(user=pk))
    _, rows = _unconfirmed().filter(pk=pk).delete()
    if rows:
        log.info("account %s was never confirmed and is deleted", pk)
