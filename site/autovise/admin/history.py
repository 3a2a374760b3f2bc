"""Give each page its own id in Wagtail's log, so that bulk changes appear in every page's history.

Wagtail gives all log entries of one request the same id, and shows only the last entry of each id
and action. After a bulk change, only one page's history would show it.
"""

import uuid
from typing import Any

from django.db.models import Model
from django.db.models.signals import pre_save
from wagtail.models import ModelLogEntry, PageLogEntry

REQUEST_UUID_VERSION = 4  # of the ids that Wagtail creates


def connect() -> None:
    """Connect the receiver to both kinds of log entries."""
    for model in (PageLogEntry, ModelLogEntry):
        pre_save.connect(set_entry_uuid, sender=model, dispatch_uid=f"own id of {model.__name__}")


def set_entry_uuid(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Derive the entry's id from the request's id and the object, so that it is unique per object.

    `instance` is a PageLogEntry or ModelLogEntry.
    """
    if instance._state.adding and instance.uuid and instance.uuid.version == REQUEST_UUID_VERSION:
        key = f"{instance.content_type_id}:{instance.object_id}"
        instance.uuid = uuid.uuid5(instance.uuid, key)
