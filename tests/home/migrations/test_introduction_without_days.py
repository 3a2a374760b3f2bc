"""The home page's introduction loses its days, unless editors have written another."""

from importlib import import_module

import pytest
from django.apps import apps

from home.models import HomePage

pytestmark = pytest.mark.django_db

migration = import_module("home.migrations.0007_introduction_without_days")


def test_the_old_sentence_goes_from_the_page_and_its_drafts():
    HomePage.objects.update(introduction=migration.OLD)
    revision = HomePage.objects.get().save_revision()
    migration.leave_days_out(apps, None)
    assert HomePage.objects.get().introduction == migration.NEW
    revision.refresh_from_db()
    assert revision.content["introduction"] == migration.NEW


def test_a_sentence_of_editors_stays():
    HomePage.objects.update(introduction="All for your van.")
    revision = HomePage.objects.get().save_revision()
    migration.leave_days_out(apps, None)
    assert HomePage.objects.get().introduction == "All for your van."
    revision.refresh_from_db()
    assert revision.content["introduction"] == "All for your van."
