"""Deleting an account: the person is erased, what the law wants kept stays without them.

Whoever deletes a user, in whatever way, erases the person: the sections' `erase` hang on the
deletion of the row itself.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models.signals import pre_delete
from django.utils import timezone

from accounts.models import Farewell, User
from accounts.personal_data import sections
from accounts.tasks import FAREWELL, end_sessions, send_farewell

log = logging.getLogger(__name__)

FAREWELLS_TRIED_FOR = timedelta(days=7)


def connect() -> None:
    pre_delete.connect(erase_before_deletion, sender=User, dispatch_uid="erase a person")


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
            farewell = Farewell.objects.create(email=email)
            send_farewell.enqueue(farewell.pk)
    log.info("account %s is deleted", pk)


def erase_before_deletion(sender, instance: User, **kwargs) -> None:
    """Within the transaction of the deletion; ErasureRefused stops it."""
    pk = instance.pk
    for section in sections():
        section.erase(instance)
    end_sessions.enqueue(pk)


def may_delete_themselves(user: User) -> bool:
    """Not who works in the admin: the owner lets them go first."""
    return not (user.is_staff or user.is_superuser or user.has_perm("wagtailadmin.access_admin"))


def send_farewells() -> None:
    """Those that the worker has lost. After a week an address is forgotten, told or not."""
    Farewell.objects.filter(erased_at__lt=timezone.now() - FAREWELLS_TRIED_FOR).delete()
    FAREWELL.send_waiting()
