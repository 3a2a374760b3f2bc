"""Leave the delivery days out of the home page's introduction: the money rules say them.

An introduction that editors have changed is kept. Revisions are changed too, so that a draft does
not bring the old sentence back.
"""

from django.db import migrations, models

OLD = "Care, comfort, power and safety for British roads, sent within two days."
NEW = "Care, comfort, power and safety for British roads."


def leave_days_out(apps, schema_editor):
    _replace(apps, OLD, NEW)


def put_days_back(apps, schema_editor):
    _replace(apps, NEW, OLD)


def _replace(apps, old, new):
    pages = apps.get_model("home", "HomePage").objects
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        base_content_type__app_label="wagtailcore", base_content_type__model="page"
    )
    for pk in pages.values_list("pk", flat=True):
        for revision in revisions.filter(object_id=str(pk)):
            if revision.content.get("introduction") == old:
                revision.content["introduction"] = new
                revision.save(update_fields=["content"])
    pages.filter(introduction=old).update(introduction=new)


class Migration(migrations.Migration):
    dependencies = [("home", "0006_help_pages")]

    operations = [
        migrations.AlterField(
            model_name="homepage",
            name="introduction",
            field=models.CharField(default=NEW, max_length=300),
        ),
        migrations.RunPython(leave_days_out, put_days_back),
    ]
