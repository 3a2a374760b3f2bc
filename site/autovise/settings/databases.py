"""Databases by environment: SQLite or PostgreSQL, a pool of connections, and a read replica."""

from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from autovise import env

POSTGRES = "django.db.backends.postgresql"
# IMMEDIATE: a transaction waits for the write lock at its start, instead of failing midway.
OPTIONS_OF_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
# A page that cannot be read from the replica in time is read from the database.
LIMITS_OF_REPLICA = {"connect_timeout": 2, "tcp_user_timeout": 5000}  # seconds, milliseconds
# A request that waits longer for a connection gets the page of a failed service.
POOL_TIMEOUT_SECONDS = 10


def databases(sqlite_url: str) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES: `default`, and `replica` if there is one.

    `sqlite_url` is used without DATABASE_URL. Raises ImproperlyConfigured.
    """
    pool_size = env.whole_number("DATABASE_POOL_SIZE", 0)
    behind_pgbouncer = env.yes_or_no("PGBOUNCER")
    found = {"default": _database("DATABASE_URL", env.text("DATABASE_URL", sqlite_url))}
    if url := env.text("DATABASE_REPLICA_URL"):
        found["replica"] = _database("DATABASE_REPLICA_URL", url)
        if found["replica"]["ENGINE"] == POSTGRES:
            found["replica"]["OPTIONS"] = dict(LIMITS_OF_REPLICA)
    for database in found.values():
        if database["ENGINE"] == POSTGRES:
            _set_connections(database, pool_size, behind_pgbouncer=behind_pgbouncer)
        elif pool_size or behind_pgbouncer:
            raise ImproperlyConfigured("DATABASE_POOL_SIZE and PGBOUNCER need PostgreSQL.")
        else:
            database["OPTIONS"] = dict(OPTIONS_OF_SQLITE)
    return found


def _database(name: str, url: str) -> dict[str, Any]:
    try:
        found = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not the URL of a database: {error}") from None
    if found["ENGINE"] not in (POSTGRES, "django.db.backends.sqlite3"):
        raise ImproperlyConfigured(f"{name} must be postgresql://… or sqlite:///….")
    return found


def _set_connections(database: dict[str, Any], pool_size: int, *, behind_pgbouncer: bool) -> None:
    if pool_size < 0:
        raise ImproperlyConfigured("DATABASE_POOL_SIZE must be 0 or more.")
    # PgBouncer may give each transaction another connection. A cursor of the server lives longer.
    database["DISABLE_SERVER_SIDE_CURSORS"] = behind_pgbouncer
    if pool_size:
        # The pool keeps the connections; Django returns each one after its request.
        database["CONN_MAX_AGE"] = 0
        database.setdefault("OPTIONS", {})["pool"] = {
            "min_size": 1,
            "max_size": pool_size,
            "timeout": POOL_TIMEOUT_SECONDS,
        }
