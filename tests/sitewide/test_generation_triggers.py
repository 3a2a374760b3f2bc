"""The triggers are created again after each migration, and forbid none."""

import pytest
from django.db import connection

from sitewide.generation import Generation, GenerationChange, read_generation
from sitewide.generation.triggers import WatchedTable, create_triggers, drop_triggers
from tests.builders import a_category

TABLES = [WatchedTable("catalog_category", ignored=("sort_order",)), WatchedTable("no_such_table")]


@pytest.fixture(autouse=True)
def _real_database(real_database):
    """Triggers are changed here."""


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def raises(statement: str) -> bool:
    before = read_generation()
    execute(statement)
    return read_generation() > before


def test_a_column_can_be_added_and_dropped():
    a_category()
    drop_triggers("default")
    execute("ALTER TABLE catalog_category ADD COLUMN colour varchar(20)")
    create_triggers("default", TABLES)
    assert raises("UPDATE catalog_category SET colour = 'red'")
    assert not raises("UPDATE catalog_category SET colour = 'red'")
    drop_triggers("default")
    execute("ALTER TABLE catalog_category DROP COLUMN colour")
    create_triggers("default", TABLES)
    assert raises("UPDATE catalog_category SET name = 'Another'")


def test_an_ignored_column_raises_nothing():
    a_category()
    drop_triggers("default")
    create_triggers("default", TABLES)
    assert not raises("UPDATE catalog_category SET sort_order = 7")
    assert raises("UPDATE catalog_category SET sort_order = 8, name = 'Another'")
    assert raises("DELETE FROM catalog_category")


def test_creating_the_triggers_raises_the_generation():
    before = read_generation()
    create_triggers("default", TABLES)
    assert read_generation() > before


def test_a_lost_first_row_is_made_again():
    Generation.objects.all().delete()
    create_triggers("default", TABLES)
    assert read_generation() > 0
    assert Generation.objects.count() == 1


def test_a_database_of_before_the_generation_is_left_alone():
    execute(f"ALTER TABLE {GenerationChange._meta.db_table} RENAME TO elsewhere")
    create_triggers("default", TABLES)
    execute(f"ALTER TABLE elsewhere RENAME TO {GenerationChange._meta.db_table}")
    assert read_generation() > 0
