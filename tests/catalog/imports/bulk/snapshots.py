"""Every row of every table, comparable between two ways to write the same pages.

Keys of pages and revisions become the page's slug, random ids and the times of writing become
words. Other keys that the database counts are left out.
"""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import AutoField, Model
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.models import Page, Revision, get_page_models

from sitewide.generation import Generation, GenerationChange

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CHILD_KEY = re.compile(r"(?<=more_pictures\.)\d+")
NOW = timedelta(minutes=10)
RANDOM = (Generation, GenerationChange)  # each change adds a random number

type Rows = dict[str, list[str]]


def snapshot() -> Rows:
    """Return the rows of each table as sorted texts."""
    keys, tables = _Keys(), set(connection.introspection.table_names())
    return {
        model.__name__: sorted(repr(keys.plain_row(model, row)) for row in _rows_of(model))
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model._meta.db_table in tables and model not in RANDOM
    }


def difference(one: Rows, other: Rows) -> dict[str, tuple[list[str], list[str]]]:
    """Return, by table, the rows that only one of the snapshots has."""
    return {
        label: (_without(one[label], other[label]), _without(other[label], one[label]))
        for label in one
        if one[label] != other[label]
    }


def _without(rows: list[str], others: list[str]) -> list[str]:
    left = [*others]
    return [row for row in rows if row not in left or left.remove(row)]


def _rows_of(model: type[Model]) -> list[dict]:
    names = [field.attname for field in model._meta.local_concrete_fields]
    return list(model._base_manager.order_by().values(*names))


class _Keys:
    def __init__(self) -> None:
        self.pages = dict(Page.objects.values_list("pk", "slug"))
        kinds = ContentType.objects.get_for_models(*get_page_models(), Page).values()
        self.page_kinds = {kind.pk for kind in kinds}
        self.revisions = {
            revision.pk: f"revision of {self.pages.get(int(revision.object_id))}"
            for revision in Revision.objects.filter(content_type__in=self.page_kinds)
        }

    def plain_row(self, model: type[Model], row: dict) -> dict:
        kind = row.get("base_content_type_id") or row.get("content_type_id")
        found = {}
        for field in model._meta.local_concrete_fields:
            value = row[field.attname]
            if field.related_model and issubclass(field.related_model, Page):
                value = self.pages.get(value)
            elif field.related_model is Revision:
                value = self.revisions.get(value)
            elif model is Page and field.primary_key:
                value = self.pages[value]
            elif field.name == "object_id" and kind in self.page_kinds:
                value = self.pages.get(int(value))
            elif isinstance(field, AutoField) or field.name in ("content_path_hash", "path_hash"):
                continue
            elif model is Revision and field.name == "content":
                value = self._content(value)
            found[field.name] = plain(value)
        return found

    def _content(self, content: dict) -> dict:
        pictures = [
            one | {"pk": "key", "page": self.pages.get(one["page"])}
            for one in content.get("more_pictures", ())
        ]
        known = {"pk": self.pages.get(content["pk"])}
        known |= {
            name: self.revisions.get(content[name])
            for name in ("latest_revision", "live_revision")
            if name in content
        }
        return content | known | ({"more_pictures": pictures} if pictures else {})


def plain(value: Any) -> Any:
    if isinstance(value, StreamValue):
        value = value.get_prep_value()
    if isinstance(value, dict):
        return {name: plain(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, uuid.UUID):
        return f"a uuid of version {value.version}"
    if isinstance(value, datetime) and abs(value - timezone.now()) < NOW:
        return "now"
    if isinstance(value, str):
        return CHILD_KEY.sub("key", UUID.sub("a uuid", value))
    return value
