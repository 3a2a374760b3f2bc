"""The fixed parts of an older home page become blocks, in the page and in its revisions."""

import json
from importlib import import_module

import pytest
from django.apps import apps

from home.models import HomePage
from tests.builders import a_visitor
from tests.home.builders import set_home_body

pytestmark = pytest.mark.django_db

migration = import_module("home.migrations.0004_home_parts_as_blocks")
OLD = {"type": "text", "value": "<p>Spring is here.</p>", "id": "1"}
PARTS = ["hero", "category_tiles", "product_row", "bundle_row", "reasons"]


def names(body: list[dict]) -> list[str]:
    return [block["type"] for block in body]


def test_the_page_and_its_drafts_begin_with_the_former_parts():
    set_home_body(OLD)
    revision = HomePage.objects.get().save_revision()
    migration.add_parts(apps, None)
    page = HomePage.objects.get()
    assert names(page.body.raw_data) == [*PARTS, "text"]
    revision.refresh_from_db()
    assert names(json.loads(revision.content["body"])) == [*PARTS, "text"]
    text = a_visitor().get("/").text
    assert text.index(page.heading) < text.index("Spring is here.")


def test_the_way_back_leaves_the_old_body():
    set_home_body(OLD)
    migration.add_parts(apps, None)
    migration.remove_parts(apps, None)
    assert list(HomePage.objects.get().body.raw_data) == [OLD]
