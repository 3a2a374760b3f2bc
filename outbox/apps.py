"""App configuration of the outbox."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def create_missing_wordings(*, using: str, **kwargs: Any) -> None:
    """Add a row for each mail whose words editors may change. Receiver of `post_migrate`."""
    from outbox.models import MailWording

    # Another app can be migrated before this one has its table.
    if MailWording._meta.db_table in connections[using].introspection.table_names():
        MailWording.create_missing(using)


class OutboxConfig(AppConfig):
    name = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(create_missing_wordings, sender=self)
