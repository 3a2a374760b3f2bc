"""Copies of a migrated database, because migrating takes half a minute.

One template for each engine is migrated in a process of its own, kept while the migrations stay the
same, and copied for each test worker, and for each test that wants real transactions.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connections
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".pytest_cache" / "databases"


@contextmanager
def migrated_copy() -> Iterator[None]:
    """Point the default connection at a fresh migrated database; throw it away afterwards."""
    wrapped = connections.settings["default"]
    engine = Sqlite if wrapped["ENGINE"].endswith("sqlite3") else Postgres
    before = wrapped["NAME"]
    connections.close_all()
    wrapped["NAME"] = engine.copy(_template(engine))
    try:
        yield
    finally:
        connections.close_all()
        engine.drop(wrapped["NAME"])
        wrapped["NAME"] = before


@contextmanager
def copy_as(alias: str) -> Iterator[None]:
    """Add a connection to a copy of the default database as it is now; remove it afterwards."""
    wrapped = connections.settings["default"]
    engine = Sqlite if wrapped["ENGINE"].endswith("sqlite3") else Postgres
    connections.close_all()
    connections.settings[alias] = dict(wrapped, NAME=engine.copy(wrapped["NAME"]))
    copied = connections.settings[alias]["NAME"]
    try:
        yield
    finally:
        connections.close_all()
        if alias in {each.alias for each in connections.all(initialized_only=True)}:
            del connections[alias]
        del connections.settings[alias]
        engine.drop(copied)


def url() -> str:
    """The database that the default connection points at, for processes that are to share it."""
    wrapped = connections.settings["default"]
    if wrapped["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{wrapped['NAME']}"
    return Postgres.url(wrapped["NAME"])


def _template(engine) -> str:
    """Return the name of the migrated template; the first process creates it."""
    name = f"autovise_{_fingerprint()}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with FileLock(KEPT / f"{engine.__name__}.lock"):
        if not engine.exists(name):
            engine.make(name)
    return name


def _fingerprint() -> str:
    """Changes with anything that a freshly migrated database depends on."""
    names = (
        "requirements.txt",
        "site/autovise/settings/base.py",
        "site/autovise/admin/roles.py",
        "accounts/models/triggers.py",
        "site/autovise/page_cache/watched_tables.py",
        "sitewide/generation/__init__.py",
        "sitewide/generation/triggers.py",
        "checkout/models/triggers/carts.py",
        "checkout/models/triggers/orders.py",
        "checkout/models/order_state.py",
    )
    files = [ROOT / name for name in names]
    patterns = ("*/migrations/*.py", "site/*/migrations/*.py", "home/help_pages/*.py")
    files += sorted(file for pattern in patterns for file in ROOT.glob(pattern))
    contents = [repr(settings.INSTALLED_APPS).encode(), *(file.read_bytes() for file in files)]
    return hashlib.sha256(b"".join(contents)).hexdigest()[:16]


def _migrate(database_url: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "autovise.settings.test",
    }
    command = [sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True)


class Sqlite:
    @staticmethod
    def exists(name: str) -> bool:
        return (KEPT / name).exists()

    @staticmethod
    def make(name: str) -> None:
        unfinished = KEPT / f"{name}.unfinished"
        unfinished.unlink(missing_ok=True)
        _migrate(f"sqlite:///{unfinished}")
        unfinished.rename(KEPT / name)

    @staticmethod
    def copy(name: str) -> str:
        copied = Path(settings.DATA_DIR) / f"{uuid.uuid4().hex}.sqlite3"
        shutil.copyfile(KEPT / name, copied)
        return str(copied)

    @staticmethod
    def drop(name: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)


class Postgres:
    @classmethod
    def exists(cls, name: str) -> bool:
        with cls._server() as server:
            found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return found.fetchone() is not None

    @classmethod
    def make(cls, name: str) -> None:
        unfinished = f"{name}_unfinished"
        cls.drop(unfinished)
        with cls._server() as server:
            server.execute(f'CREATE DATABASE "{unfinished}"')
        _migrate(cls.url(unfinished))
        with cls._server() as server:
            server.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')

    @classmethod
    def copy(cls, name: str) -> str:
        copied = f"copy_{uuid.uuid4().hex}"
        with FileLock(KEPT / "Postgres.lock"), cls._server() as server:
            server.execute(f'CREATE DATABASE "{copied}" TEMPLATE "{name}" STRATEGY FILE_COPY')
        return copied

    @classmethod
    def drop(cls, name: str) -> None:
        with cls._server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @classmethod
    def _server(cls):
        return psycopg.connect(cls.url("postgres"), autocommit=True)

    @staticmethod
    def url(name: str) -> str:
        server = connections.settings["default"]
        login = f"{quote(server['USER'])}:{quote(server['PASSWORD'])}"
        return f"postgresql://{login}@{server['HOST']}:{server['PORT']}/{name}"
