"""An older shop gave its groups these rights: what the owner took away since is not given again.

On a new shop the groups do not exist yet, and nothing is noted.
"""

from django.db import migrations

SNIPPETS = [
    f"catalog.{action}_{model}"
    for model in ("category", "subcategory", "producttype", "tag")
    for action in ("view", "add", "change", "delete")
]
GIVEN_BEFORE = {
    "Catalog Editors": [
        "wagtailadmin.access_admin",
        *(
            f"wagtailcore.{action}_page at catalog.{index}"
            for index in ("ProductIndexPage", "BundleIndexPage")
            for action in ("add", "change", "publish")
        ),
        *SNIPPETS,
    ],
    "Marketing Editors": [
        "wagtailadmin.access_admin",
        "wagtailcore.change_page at home.HomePage",
    ],
}


def note_rights_given_before(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GIVEN_BEFORE):
        for right in GIVEN_BEFORE[group.name]:
            apps.get_model("autovise", "GivenRight").objects.create(group=group, right=right)


class Migration(migrations.Migration):
    dependencies = [("autovise", "0001_remember_given_rights")]

    operations = [migrations.RunPython(note_rights_given_before, migrations.RunPython.noop)]
