"""Database triggers that raise the generation with each change of a watched table.

Updates are compared by value, because saving a page writes all its columns. On PostgreSQL the
comparison is in functions, which do not bind columns: a trigger's own condition would forbid a
later migration to drop them. On SQLite the triggers name columns, so they are dropped before every
migration and created again after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections
from django.db.backends.utils import CursorWrapper

from sitewide.generation import MAX_AMOUNT, Generation, GenerationChange

PREFIX = "generation_"
SUM, CHANGES = Generation._meta.db_table, GenerationChange._meta.db_table
_OPERATIONS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class WatchedTable:
    """A table that public pages read.

    `ignored`: columns that no public page shows. `only`: if set, the columns that one shows, and
    only updates of them are watched. `shown_if`: SQL condition of `{row}`, for a table of which
    pages show some rows. `changes_if_…`: SQL condition of OLD and NEW for an update, in place of
    the comparison of columns. `before_on_postgres`: statements of PL/pgSQL, run first.
    """

    name: str
    ignored: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    shown_if: str = ""
    changes_if_on_postgres: str = ""
    changes_if_on_sqlite: str = ""
    before_on_postgres: str = ""

    @property
    def operations(self) -> tuple[str, ...]:
        return ("UPDATE",) if self.only else _OPERATIONS


def create_triggers(using: str, tables: Iterable[WatchedTable]) -> None:
    """Create the triggers of those tables that exist, and raise the generation.

    While a migration ran, SQLite had no triggers.
    """
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    if not {SUM, CHANGES} <= existing:
        return
    watched = [table for table in tables if table.name in existing]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _create_on_postgres(cursor, watched)
        else:
            _create_on_sqlite(connection, cursor, watched)


def raise_generation() -> None:
    """Raise the generation after a change outside the database, such as in a search engine."""
    with connection.cursor() as cursor:
        cursor.execute(RAISE_ON_POSTGRES if connection.vendor == "postgresql" else RAISE_ON_SQLITE)


def drop_triggers(using: str) -> None:
    """Drop SQLite's triggers: it cannot alter tables that the triggers of others name."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            _drop_on_sqlite(cursor)


def _drop_on_sqlite(cursor: CursorWrapper) -> None:
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, %s) = %s",
        [len(PREFIX), PREFIX],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}"')


_RANDOM_ON_SQLITE = f"abs(random() % {MAX_AMOUNT})"
RAISE_ON_SQLITE = f"UPDATE {SUM} SET number = number + 1 + {_RANDOM_ON_SQLITE}"  # noqa: S608
FIRST_ON_SQLITE = f"INSERT OR IGNORE INTO {SUM} VALUES (1, {_RANDOM_ON_SQLITE})"  # noqa: S608


def _create_on_sqlite(connection: Any, cursor: CursorWrapper, tables: list[WatchedTable]) -> None:
    _drop_on_sqlite(cursor)
    for table in tables:
        described = connection.introspection.get_table_description(cursor, table.name)
        columns = [column.name for column in described if column.name not in table.ignored]
        for operation in table.operations:
            when = _when_on_sqlite(table, operation, columns)
            cursor.execute(
                f"CREATE TRIGGER {PREFIX}{table.name}_{operation.lower()} AFTER {operation} "
                f"ON {table.name} {when} BEGIN {RAISE_ON_SQLITE}; END"
            )
    cursor.execute(FIRST_ON_SQLITE)
    cursor.execute(RAISE_ON_SQLITE)


def _when_on_sqlite(table: WatchedTable, operation: str, columns: list[str]) -> str:
    rows = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[operation]
    conditions = []
    if operation == "UPDATE":
        compared = table.only or columns
        differs = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in compared)
        conditions.append(table.changes_if_on_sqlite or differs)
    if table.shown_if:
        conditions.append(" OR ".join(table.shown_if.format(row=row) for row in rows))
    return "WHEN " + " AND ".join(f"({part})" for part in conditions) if conditions else ""


_RANDOM_ON_POSTGRES = f"floor(random() * {MAX_AMOUNT})::bigint"
RAISE_ON_POSTGRES = f"""INSERT INTO {CHANGES} (key, amount) VALUES (
    pg_current_xact_id()::text || '-' || extract(epoch from statement_timestamp())::text,
    1 + {_RANDOM_ON_POSTGRES}
) ON CONFLICT DO NOTHING"""  # noqa: S608
FIRST_ON_POSTGRES = f"""INSERT INTO {SUM} (id, number) VALUES (1, {_RANDOM_ON_POSTGRES})
ON CONFLICT DO NOTHING"""  # noqa: S608


def _create_on_postgres(cursor: CursorWrapper, tables: list[WatchedTable]) -> None:
    for table in tables:
        function = f"raise_{PREFIX}{table.name}"
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {_body_on_postgres(table)} END $$"
        )
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER {PREFIX}{table.name} AFTER {' OR '.join(table.operations)} "
            f"ON {table.name} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER {PREFIX}{table.name}_emptied AFTER TRUNCATE "
            f"ON {table.name} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
    cursor.execute(FIRST_ON_POSTGRES)
    cursor.execute(RAISE_ON_POSTGRES)


def _body_on_postgres(table: WatchedTable) -> str:
    """Return the statements of the trigger's function."""
    body = f"IF TG_OP = 'TRUNCATE' THEN {RAISE_ON_POSTGRES}; RETURN NULL; END IF;"
    same = table.changes_if_on_postgres and f"NOT ({table.changes_if_on_postgres})"
    body += f"""
        IF TG_OP = 'UPDATE' AND {same or _same_on_postgres(table)} THEN RETURN NULL; END IF;"""
    if table.shown_if:
        old, new = (table.shown_if.format(row=row) for row in ("OLD", "NEW"))
        body += f"""
        IF NOT (COALESCE({old}, false) OR COALESCE({new}, false)) THEN RETURN NULL; END IF;"""
    return f"{body} {table.before_on_postgres} {RAISE_ON_POSTGRES}; RETURN NULL;"


def _same_on_postgres(table: WatchedTable) -> str:
    if table.only:
        return " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in table.only)
    if not table.ignored:
        return "OLD *= NEW"
    names = ", ".join(f"'{name}'" for name in table.ignored)
    return f"to_jsonb(OLD) - ARRAY[{names}] = to_jsonb(NEW) - ARRAY[{names}]"
