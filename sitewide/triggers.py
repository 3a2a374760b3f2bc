"""Triggers of the database, created after every migration."""

from collections.abc import Callable, Iterable

from django.db import connections


def write_triggers(
    using: str,
    *,
    tables: Iterable[str],
    for_postgres: Callable[[], list[str]],
    for_sqlite: Callable[[], list[str]],
) -> None:
    """Run the statements for the database in use, if it has these tables.

    It lacks one after migrating back to before the table existed.
    """
    connection = connections[using]
    if not set(tables) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for statement in for_postgres() if connection.vendor == "postgresql" else for_sqlite():
            cursor.execute(statement)
