"""Create the help pages of a shop, below the home page.

A page whose slug is taken is left out, so that no page of an editor is changed.
"""

import json
import uuid

from django.db import migrations
from django.utils import timezone

from home.help_pages import HELP_PAGES

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP = 4  # characters of a path for each level of the tree


def create_help_pages(apps, schema_editor):
    page_model = apps.get_model("wagtailcore", "Page")
    home = apps.get_model("home", "HomePage").objects.first()
    if home is None:
        return
    children = page_model.objects.filter(depth=home.depth + 1, path__startswith=home.path)
    taken = set(children.values_list("slug", flat=True))
    last = children.order_by("path").values_list("path", flat=True).last()
    number = _number(last[-STEP:]) if last else 0
    missing = [page for page in HELP_PAGES if page.slug not in taken]
    for place, page in enumerate(missing, start=number + 1):
        _create(apps, home, page, f"{home.path}{_digits(place)}")
    page_model.objects.filter(pk=home.pk).update(numchild=home.numchild + len(missing))


def _create(apps, home, page, path):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="home", model="contentpage"
    )
    blocks = [
        {"type": name, "value": value, "id": str(uuid.uuid4())} for name, value in page.blocks
    ]
    now = timezone.now()
    apps.get_model("home", "ContentPage").objects.create(
        title=page.title,
        draft_title=page.title,
        slug=page.slug,
        introduction=page.introduction,
        search_description=page.introduction,
        search_words=page.search_words,
        body=json.dumps(blocks),
        content_type=content_type,
        locale=home.locale,
        live=True,
        show_in_menus=True,
        first_published_at=now,
        last_published_at=now,
        path=path,
        depth=home.depth + 1,
        numchild=0,
        url_path=f"{home.url_path}{page.slug}/",
    )


def _number(step):
    return int(step, len(DIGITS))


def _digits(number):
    """Return the number to the base 36 in four digits, as treebeard writes a step of a path."""
    digits = ""
    for _ in range(STEP):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits


class Migration(migrations.Migration):
    dependencies = [("home", "0005_contact_messages")]

    # Editors may have changed the pages: the way back keeps them.
    operations = [migrations.RunPython(create_help_pages, migrations.RunPython.noop)]
