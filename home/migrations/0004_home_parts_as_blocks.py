"""Turn the fixed parts of the home page into blocks, before those that editors wrote.

The page and all its revisions get them, so that it looks as before, also after a draft is published
or an old revision is restored.
"""

import json
import uuid

from django.db import migrations

OLD_BLOCKS = {"text"}


def add_parts(apps, schema_editor):
    _change_bodies(apps, lambda body: [*_parts(apps), *body])


def remove_parts(apps, schema_editor):
    _change_bodies(apps, lambda body: [block for block in body if block["type"] in OLD_BLOCKS])


def _parts(apps):
    links = [
        {"label": label, "page": page.pk, "category": None}
        for label, model in (
            ("Shop all products", "ProductIndexPage"),
            ("See the bundles", "BundleIndexPage"),
        )
        if (page := apps.get_model("catalog", model).objects.first())
    ]
    row = {"rule": "featured", "max_pounds": None}
    products = {"heading": "Worth a look", "limit": 4, "category": None, "products": []}
    bundles = {"heading": "Better together", "limit": 3, "bundles": []}
    parts = {
        "hero": {"heading": "", "text": "", "image": None, "links": links},
        "category_tiles": {"heading": "Shop by section", "categories": []},
        "product_row": row | products,
        "bundle_row": row | bundles,
        "reasons": {"heading": "What you can count on"},
    }
    return [
        {"type": name, "value": value, "id": str(uuid.uuid4())} for name, value in parts.items()
    ]


def _change_bodies(apps, change):
    revision_model = apps.get_model("wagtailcore", "Revision")
    page_type = ("wagtailcore", "page")
    for page in apps.get_model("home", "HomePage").objects.all():
        page.body = json.dumps(change(list(page.body.raw_data)))
        page.save(update_fields=["body"])
        revisions = revision_model.objects.filter(
            object_id=str(page.pk),
            base_content_type__app_label=page_type[0],
            base_content_type__model=page_type[1],
        )
        for revision in revisions:
            body = json.loads(revision.content.get("body") or "[]")
            revision.content["body"] = json.dumps(change(body))
            revision.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("home", "0003_content_pages"), ("catalog", "0006_category_blocks")]

    operations = [migrations.RunPython(add_parts, remove_parts)]
