"""Store, queue and find the mails about an object.

Queue a mail in the transaction of its event: both are committed, or neither is.
"""

from django.db import models

from outbox.delivery import send_mail
from outbox.kinds import MailKind
from outbox.models import OutgoingMail, OutgoingMailQuerySet


def queue_mail[Object: models.Model](kind: MailKind[Object], about: Object) -> None:
    """Store a mail about the object, unless there is one of this kind; the worker sends it."""
    send_mail.enqueue(store_mail(kind, about).pk)


def store_mail[Object: models.Model](kind: MailKind[Object], about: Object) -> OutgoingMail:
    """Store a mail about the object, unless there is one of this kind, and return it.

    One INSERT decides, so that two processes store one mail. The mail that it returns for an
    existing one has its primary key only.
    """
    mail = OutgoingMail(kind=kind.name, object_id=about.pk)
    OutgoingMail.objects.bulk_create(
        [mail], update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=["kind"]
    )
    return mail


def mails_about[Object: models.Model](
    kind: MailKind[Object], *about: Object
) -> OutgoingMailQuerySet:
    """Return the mails of this kind about these objects. Once deleted, one can be queued again."""
    return OutgoingMail.objects.filter(kind=kind.name, object_id__in=[one.pk for one in about])
