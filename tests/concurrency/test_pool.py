"""With DATABASE_POOL_SIZE the threads of a process share that many connections."""

from contextlib import contextmanager

import pytest
from django.db import OperationalError, connections

from autovise.settings.databases import databases as configured
from tests import databases
from tests.concurrency.at_once import at_once

POOLED = "pooled"


@pytest.fixture
def pool(postgres_only, monkeypatch):
    """A connection of the shop's own settings with a pool of two."""
    monkeypatch.setenv("DATABASE_URL", databases.url())
    monkeypatch.setenv("DATABASE_POOL_SIZE", "2")
    settings = dict(connections.settings["default"], **configured("")["default"])
    connections.settings[POOLED] = settings
    yield
    connections.close_all()
    connections[POOLED].close_pool()
    del connections[POOLED]
    del connections.settings[POOLED]


@contextmanager
def a_connection():
    """As for one request: Django closes the connection at its end."""
    with connections[POOLED].cursor() as cursor:
        yield cursor
    connections[POOLED].close()


def server_process() -> int:
    with a_connection() as cursor:
        cursor.execute("SELECT pg_backend_pid() FROM pg_sleep(0.05)")
        return cursor.fetchone()[0]


def test_threads_share_the_connections(pool):
    assert len(set(at_once(*[server_process] * 12))) <= 2


def test_a_lost_connection_is_replaced(pool):
    first = server_process()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        assert cursor.fetchone() == (True,)
    assert server_process() != first


def test_who_waits_too_long_for_a_connection_is_told(pool):
    connections.settings[POOLED]["OPTIONS"]["pool"]["timeout"] = 0.2

    def hold_for_a_second() -> str:
        with a_connection() as cursor:
            cursor.execute("SELECT pg_sleep(1)")
        return "served"

    outcomes = at_once(*[hold_for_a_second] * 4, refused_by=(OperationalError,))
    assert outcomes.count("served") == 2
    assert sum(isinstance(outcome, OperationalError) for outcome in outcomes) == 2
