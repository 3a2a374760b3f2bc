"""What Wagtail writes down of each change in the admin, page by page.

Wagtail gives all entries of one request the same id, and shows only the last of each id and action:
after a change of many pages at once, the history of all but one of them would show nothing.
"""

import uuid

from django.db.models.signals import pre_save
from wagtail.models import ModelLogEntry, PageLogEntry

OF_A_REQUEST = 4  # the version of the ids that Wagtail makes


def connect() -> None:
    for model in (PageLogEntry, ModelLogEntry):
        pre_save.connect(give_own_id, sender=model, dispatch_uid=f"own id of {model.__name__}")


def give_own_id(sender, instance, **kwargs) -> None:
    """An id of the request and what the entry is about: its further entries share that one."""
    if instance._state.adding and instance.uuid and instance.uuid.version == OF_A_REQUEST:
        about = f"{instance.content_type_id}:{instance.object_id}"
        instance.uuid = uuid.uuid5(instance.uuid, about)
