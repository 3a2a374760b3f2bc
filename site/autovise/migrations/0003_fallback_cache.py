"""Create the table of the cache that counts attempts while Redis is unreachable."""

from django.core.management import call_command
from django.db import migrations

TABLE = "autovise_cache"


def create_table(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("autovise", "0002_delete_editors_group")]

    operations = [
        migrations.RunPython(create_table, migrations.RunPython.noop, elidable=False),
    ]
