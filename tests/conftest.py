"""Shared fixtures: a migrated database for every worker, users, tasks."""

import gc

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connections, transaction
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, settings

from sitewide.kept_values import forget_kept_values
from tests import databases
from tests.backends import bucket
from tests.builders import a_customer, a_user

# A busy machine is slow: no property test fails by the clock.
settings.register_profile("shop", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shop")


DATABASE_FIXTURES = {"db", "transactional_db", "real_database"}


def pytest_addoption(parser) -> None:
    parser.addoption(
        "--only-database", action="store_true", help="leave out the tests that use no database"
    )


def pytest_collection_modifyitems(config, items) -> None:
    """With `--only-database`: the other tests are the same on every database."""
    if config.getoption("only_database"):
        config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
        items[:] = [item for item in items if _uses_database(item)]


def _uses_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgres")
    return marked is not None or bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


def pytest_collection_finish() -> None:
    """Spare the garbage collector the imported code: a twentieth of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """In place of pytest-django's: a copy of a database that was migrated once."""
    with django_db_blocker.unblock(), databases.migrated_copy():
        yield


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """The database for fixtures of a whole module: what they write is undone after its last test.

    Each test's own changes are undone after the test, as always.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def real_database(django_db_setup, django_db_blocker):
    """A database of this test's own, where transactions are real and threads see each other."""
    with django_db_blocker.unblock(), databases.migrated_copy():
        yield
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _bucket():
    """With AWS_STORAGE_BUCKET_NAME: the bucket that the shop's settings name."""
    if not django_settings.BUCKET:
        yield
        return
    with bucket.open_bucket():
        yield


@pytest.fixture(autouse=True)
def _empty_caches():
    """The fallback of Redis lies in the database, which each test has fresh."""
    in_memory = [name for name in django_settings.CACHES if name != "fallback"]
    forget_kept_values()
    for each in in_memory:
        caches[each].clear()
    yield
    for each in in_memory:
        caches[each].clear()


@pytest.fixture
def shopper(db):
    """A verified customer before the first order."""
    return a_customer("shopper@autovise.example")


@pytest.fixture
def owner(db):
    return a_user("owner@autovise.example", is_staff=True, is_superuser=True)


@pytest.fixture
def run_tasks():
    """Run what was queued, as the worker would."""

    def run() -> list[str]:
        names = []
        for queued in DBTaskResult.objects.ready():
            result = queued.task_result
            queued.task.call(*result.args, **result.kwargs)
            queued.set_successful(None)
            names.append(queued.task.name)
        return names

    return run


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` runs the on_commit callbacks of its block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
