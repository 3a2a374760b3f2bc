"""Database router: public pages read the tables of the catalogue from a replica.

Used with DATABASE_REPLICA_URL. Orders, carts, sessions and users are always read from the database
itself.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS as DATABASE
from django.db.models import Model

from autovise.page_cache.watched_tables import USERS, WATCHED
from sitewide.generation.replica import ALIAS, reads_replica

# Each change of these raises the generation. Of users, only a change of the first name does.
REPLICATED = frozenset(table.name for table in WATCHED) - {USERS.name}


class PublicPagesRouter:
    """Reads of public pages go to the replica if it is current, everything else to the database."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        # Never None: Django would take the database that a related object was read from. Such an
        # object may be kept in the process after its request.
        return ALIAS if model._meta.db_table in REPLICATED and reads_replica() else DATABASE

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DATABASE  # also for an object that was read from the replica

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db != ALIAS
