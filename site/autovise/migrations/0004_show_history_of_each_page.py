"""Give each page's history what it lost: entries that shared an id with those of other pages, and
the first version of pages that an import made."""

import uuid

from django.db import migrations
from django.db.models import Count


def give_own_ids(apps, schema_editor):
    entries = apps.get_model("wagtailcore", "PageLogEntry").objects.all()
    shared = (
        entries.filter(uuid__isnull=False)
        .order_by()
        .values("uuid")
        .annotate(pages=Count("page_id", distinct=True))
        .filter(pages__gt=1)
    )
    for entry in list(entries.filter(uuid__in=list(shared.values_list("uuid", flat=True)))):
        about = f"{entry.content_type_id}:{entry.page_id}"
        entries.filter(pk=entry.pk).update(uuid=uuid.uuid5(entry.uuid, about))


def give_first_versions(apps, schema_editor):
    entries = apps.get_model("wagtailcore", "PageLogEntry").objects.filter(
        action="wagtail.create", revision=None
    )
    for entry in list(entries.only("page_id", "content_type_id")):
        first = (
            apps.get_model("wagtailcore", "Revision")
            .objects.filter(content_type=entry.content_type_id, object_id=str(entry.page_id))
            .order_by("created_at", "pk")
            .values_list("pk", flat=True)
            .first()
        )
        entries.filter(pk=entry.pk).update(revision_id=first)


class Migration(migrations.Migration):
    dependencies = [
        ("autovise", "0003_remove_unused_editors_group"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(give_own_ids, migrations.RunPython.noop),
        migrations.RunPython(give_first_versions, migrations.RunPython.noop),
    ]
