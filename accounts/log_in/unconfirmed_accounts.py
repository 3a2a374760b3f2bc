"""An address typed at a sign-up may be a stranger's: unless confirmed, it is forgotten in time."""

import logging
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from jobs.failures import do_each

log = logging.getLogger(__name__)

CONFIRM_WITHIN = timedelta(days=30)


def forget_unconfirmed_accounts() -> None:
    """Those that nobody has ever come into; whom the owner has given a part in the admin stays."""
    do_each("unconfirmed account", list(_unconfirmed()), lambda user: _forget(user.pk))


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
def _forget(pk: int) -> None:
    """Whoever confirms at this moment waits for the row, or is seen to have done so."""
    list(EmailAddress.objects.select_for_update().filter(user=pk))
    _, rows = _unconfirmed().filter(pk=pk).delete()
    if rows:
        log.info("account %s was never confirmed, and is forgotten", pk)
