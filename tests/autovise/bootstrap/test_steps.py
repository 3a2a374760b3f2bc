"""A demo database of an older version is renamed, and a new one is created."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from autovise.bootstrap import steps

pytestmark = pytest.mark.django_db

OLD = ("checkout", "0013_claim_each_address_once")


def test_a_current_database_has_no_unknown_migrations():
    assert steps.migrations_unknown_here() == set()


def test_a_migration_that_the_project_no_longer_has_is_found():
    MigrationRecorder(connection).record_applied(*OLD)
    assert steps.migrations_unknown_here() == {OLD}


def test_migrations_of_libraries_are_ignored():
    MigrationRecorder(connection).record_applied("wagtailcore", "9999_of_a_later_version")
    assert steps.migrations_unknown_here() == set()


def test_an_outdated_demo_database_is_renamed_and_others_are_not_changed(
    real_database, settings, tmp_path
):
    """The demo's SQLite file is renamed; any other database is its owner's."""
    settings.DATA_DIR = tmp_path
    if connection.vendor != "sqlite":
        with pytest.raises(CommandError, match=r"checkout\.0013_claim_each_address_once"):
            steps.replace_outdated_database(print, {OLD})
        return
    database = Path(connection.settings_dict["NAME"])
    messages = []
    steps.replace_outdated_database(messages.append, {OLD})
    backup = database.with_name(f"{database.name}.old")
    with closing(sqlite3.connect(backup)) as old:
        assert old.execute("SELECT count(*) FROM django_migrations").fetchone()[0] > 0
    assert not database.exists()
    assert backup.name in messages[0]


def test_a_configured_database_is_not_changed(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with pytest.raises(CommandError, match=r"checkout\.0013_claim_each_address_once"):
        steps.replace_outdated_database(print, {OLD})
